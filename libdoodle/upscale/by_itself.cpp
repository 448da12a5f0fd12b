#include <algorithm>
#include <cmath>

#include "image/pyramid.h"
#include "upscale/enlarge.h"
#include "upscale/hold_colours.h"

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

/// Where pixels come from that were taken from a picture (`last`) of which that is known (`before`).
SourceMap through(const SourceMap& last, const SourceMap& before) {
  SourceMap map = last;
  map.styles = before.styles;
  const Size whole = before.styles.front();
  for (std::size_t i = 0; i < map.values.size(); i += 3) {
    if (map.values[i + 2] < 0) continue;
    const int x = std::clamp(static_cast<int>(std::lround(last.values[i])), 0, before.width - 1);
    const int y = std::clamp(static_cast<int>(std::lround(last.values[i + 1])), 0, before.height - 1);
    const float* at = &before.values[(static_cast<std::size_t>(y) * before.width + x) * 3];
    const float rest_x = (last.values[i] - static_cast<float>(x)) * static_cast<float>(whole.width) /
                         static_cast<float>(before.width);
    const float rest_y = (last.values[i + 1] - static_cast<float>(y)) * static_cast<float>(whole.height) /
                         static_cast<float>(before.height);
    map.values[i] = at[0] + rest_x;
    map.values[i + 1] = at[1] + rest_y;
    map.values[i + 2] = at[2];
  }
  return map;
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
  request.seed = resize(image, size, Filter::bicubic, options.tile);
  request.styles = {{image, softened(image, options.tile)}};
  request.target_map = request.seed;
  return request;
}

}  // namespace

PaintResult enlarge_by_itself(const UpscaleInput& input, const UpscaleOptions& options,
                              const ProgressCallback& progress) {
  const std::vector<Size> sizes = steps(input.source.size(), input.size);
  PaintResult result;
  result.image = input.source;
  SourceMap sources;
  for (std::size_t i = 0; i < sizes.size() && !result.cancelled; ++i) {
    const Image before = result.image;
    if (before.size() == sizes[i]) continue;
    result = paint(doubling(before, sizes[i], options.paint), [&](Progress report) {
      report.phase = static_cast<int>(i);
      report.phases = static_cast<int>(sizes.size());
      report.fraction = (static_cast<double>(i) + report.fraction) / static_cast<double>(sizes.size());
      return !progress || progress(report);
    });
    sources = sources.empty() ? result.sources : through(result.sources, sources);
    result.image = hold_colours(std::move(result.image), before, {1, true, options.paint.tile});
  }
  result.sources = std::move(sources);
  if (result.image.size() != input.size)
    result.image = resize(result.image, input.size, Filter::bicubic, options.paint.tile);
  return result;
}

}  // namespace doodle
