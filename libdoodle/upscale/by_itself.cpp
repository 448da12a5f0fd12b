#include <algorithm>

#include "image/pyramid.h"
#include "image/torus.h"
#include "synthesis/paint_beside.h"
#include "upscale/enlarge.h"
#include "upscale/hold_colours.h"
#include "upscale/painted.h"
#include "upscale/sources.h"

namespace doodle {
namespace {

/// The sizes on the way, each at most twice the one before; the last is `size`.
std::vector<Size> steps(Size from, Size size) {
  std::vector<Size> sizes;
  while (2 * from.width < size.width || 2 * from.height < size.height) {
    from = {std::min(2 * from.width, size.width), std::min(2 * from.height, size.height)};
    sizes.push_back(from);
  }
  sizes.push_back(size);
  return sizes;
}

/// What a picture looks like from twice as far, in its own size.
Image softened(const Image& image, Wrap wrap) {
  return resize(scale_to(image, scaled_size(image.size(), 0.5)), image.size(), Filter::bicubic, wrap);
}

/// Pixels by which a picture that wraps is continued, so that there are patches that lie across its sides;
/// even, since the soft picture is made at half the size.
constexpr int kMargin = 4;

int margin_of(bool wraps) {
  return wraps ? kMargin : 0;
}

PaintRequest doubling(const Image& image, Size size, const PaintOptions& options) {
  PaintRequest request;
  request.options = options;
  request.options.output_size = size;
  request.options.maps = {};
  request.options.maps.mode = MapMode::guide;
  request.options.pyramid = {1, 1, 1};
  request.options.refine.votes = 0;  // colours lead the way: there is nothing to be laid out
  request.options.refine.iterations = 0;
  request.options.finish.enabled = true;
  request.options.finish.phases = 1;
  request.options.finish.balance = 0;
  request.options.seed.kind = "image";
  request.seed = resize(image, size, Filter::nearest, options.tile);  // hard edges stay hard
  const int x = margin_of(options.tile.x), y = margin_of(options.tile.y);
  request.styles = {{continued(image, x, y), continued(softened(image, options.tile), x, y)}};
  request.target_map = resize(image, size, Filter::bicubic, options.tile);
  return request;
}

}  // namespace

int doublings(const UpscaleInput& input) {
  return static_cast<int>(steps(input.source.size(), input.size).size());
}

PaintRequest last_doubling(const UpscaleInput& input, const UpscaleOptions& options) {
  const std::vector<Size> sizes = steps(input.source.size(), input.size);
  const Size before = sizes.size() > 1 ? sizes[sizes.size() - 2] : input.source.size();
  return doubling(resize(input.source, before, Filter::bicubic, options.paint.tile), sizes.back(),
                  options.paint);
}

namespace {

/// Of the work of all doublings, what the first so many are: it grows with the pixels.
double work_share(const std::vector<Size>& sizes, std::size_t count) {
  double done = 0, all = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double pixels = static_cast<double>(sizes[i].width) * sizes[i].height;
    all += pixels;
    if (i < count) done += pixels;
  }
  return done / all;
}

/// Doubles the source until it has the size.
PaintResult doubled(const UpscaleInput& input, const UpscaleOptions& options,
                    const ProgressCallback& progress) {
  const std::vector<Size> sizes = steps(input.source.size(), input.size);
  const std::size_t held = held_bytes(input);
  const std::size_t planned = estimate_beside(held, last_doubling(input, options)).bytes;
  PaintResult result;
  result.image = input.source;
  SourceMap sources;
  Progress last;
  for (std::size_t i = 0; i < sizes.size() && !result.cancelled; ++i) {
    const Image before = result.image;
    if (before.size() == sizes[i]) continue;
    result = paint_beside(held, doubling(before, sizes[i], options.paint), [&](Progress report) {
      report.phase = static_cast<int>(i);
      report.phases = static_cast<int>(sizes.size());
      const double begin = work_share(sizes, i), end = work_share(sizes, i + 1);
      report.fraction = begin + (end - begin) * report.fraction;
      last = report;
      return !progress || progress(report);
    });
    cut_margins(result.sources, before.size(),
                {margin_of(options.paint.tile.x), margin_of(options.paint.tile.y)});
    keep_within(result.sources, input.regions, before.size());
    sources = sources.empty() ? result.sources : through(result.sources, sources);
    if (result.cancelled) break;
    const auto go_on = go_on_after(progress, last);
    result.image = hold_colours(std::move(result.image), before,
                                {1, NearNeighbours::colours, options.paint.tile, &input.regions, go_on});
    result.cancelled = !go_on();
  }
  result.sources = std::move(sources);
  result.planned_bytes = planned;
  if (result.image.size() != input.size)
    result.image = resize(result.image, input.size, Filter::bicubic, options.paint.tile);
  return result;
}

}  // namespace

PaintResult enlarge_by_itself(const UpscaleInput& input, const UpscaleOptions& options,
                              const ProgressCallback& progress) {
  if (!input.animation) return doubled(input, options, progress);
  const Wrap wrap = options.paint.tile;
  std::vector<PaintedArt>& enlarged = input.animation->enlarged;
  PaintResult result;
  if (!is_known(choose_enlarged(enlarged, input.source, wrap))) {
    result = doubled(input, options, progress);
    if (result.cancelled) return result;
    add_painted(enlarged, {input.source, std::move(result.image)});
  }
  result.image = join_moved(enlarged, choose_enlarged(enlarged, input.source, wrap), input.source, wrap);
  return result;
}

}  // namespace doodle
