#include "doodle/upscale.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/parallel.h"
#include "base/run_clock.h"
#include "image/check_image.h"
#include "image/grey.h"
#include "synthesis/paint_beside.h"
#include "upscale/alpha.h"
#include "upscale/enlarge.h"
#include "upscale/hold_colours.h"
#include "upscale/painted.h"
#include "upscale/palette.h"
#include "upscale/photograph.h"

namespace doodle {
namespace {

Size result_size(const UpscaleRequest& request) {
  const Image& source = request.source;
  const int scale = request.options.scale;
  Size size = request.options.paint.output_size;
  if (size == Size{}) size = {source.width * scale, source.height * scale};
  require<BadInput>(size.width >= source.width && size.height >= source.height,
                    "the source is {}x{}, larger than the {}x{} asked for; `doodle upscale` only enlarges",
                    source.width, source.height, size.width, size.height);
  require<BadInput>(size.width <= largest_file_side && size.height <= largest_file_side,
                    "the result would be {}x{}; sides are at most {}", size.width, size.height,
                    largest_file_side);
  return size;
}

UpscaleInput prepare(const UpscaleRequest& request, bool grey) {
  UpscaleInput input;
  input.size = result_size(request);
  input.visible = to_rgb(request.source);
  input.solid = solid_part(input.visible);
  input.source = bled(input.solid, request.options.paint.tile);
  input.source.alpha.clear();
  for (std::size_t i = 0; i < request.photos.size(); ++i) {
    input.photos.push_back(checked_input(request.photos[i], fmt::format("photo {}", i + 1)));
    if (grey) make_grey(input.photos.back());
  }
  input.animation = request.animation;
  if (input.animation) require_fits(*input.animation, input.source.size(), input.size);
  return input;
}

UpscaleInput checked(const UpscaleRequest& request) {
  check_options(request.options);
  require_consistent(request.source, "the pixel art");
  require_finite(request.source, "the pixel art");
  return prepare(request, is_grey(to_rgb(request.source)));
}

void describe(const UpscaleRequest& request, std::map<std::string, std::string>& parameters) {
  const UpscaleOptions& options = request.options;
  parameters["keep-colour"] = fmt::format("{}", options.keep_colour);
  if (options.snap_palette) parameters["palette"] = "on";
  if (!request.photos.empty()) parameters["photo-scale"] = fmt::format("{}", options.photo_scale);
  parameters["source-size"] = fmt::format("{}x{}", request.source.width, request.source.height);
}

}  // namespace

void check_options(const UpscaleOptions& options) {
  require_range("scale", options.scale, 1, 64);
  require_range("keep-colour", options.keep_colour, 0.0, 1.0);
  if (options.photo_scale != 0) require_range("photo-scale", options.photo_scale, 1.0 / 64, 16.0);
  check_options(options.paint);
}

std::function<bool()> go_on_after(const ProgressCallback& progress, Progress last) {
  last.stage = Stage::prepare;
  last.step = 0;
  last.steps = 1;
  last.image = {};
  return [&progress, last, stopped = std::make_shared<bool>(false)] {
    *stopped = *stopped || (progress && !progress(last));
    return !*stopped;
  };
}

std::size_t held_bytes(const UpscaleInput& input) {
  const auto floats = [](const Image& image) { return image.pixels.size(); };
  std::size_t count = 4 * floats(input.source);  // as it is given, visible, solid and painted
  for (const Image& photo : input.photos) count += 2 * floats(photo);
  if (input.animation) count += painted_floats(*input.animation, input.size);
  // The picture that is enlarged by itself: a quarter of the result, with where its pixels come from, or all.
  const std::size_t area =
      static_cast<std::size_t>(input.size.width) * static_cast<std::size_t>(input.size.height);
  count += input.photos.empty() ? area * 3 / 2 : area * 3;
  return count * sizeof(float) + bytes_of(input.regions);
}

PaintEstimate estimate_upscale(const UpscaleRequest& request) {
  const ThreadScope threads(request.options.paint.run.threads);
  UpscaleInput input = checked(request);
  input.regions = find_regions(input.source, request.options.paint.tile);
  PaintEstimate estimate = estimate_beside(held_bytes(input), last_doubling(input, request.options));
  if (!input.photos.empty()) {
    const std::size_t doubling = estimate.bytes;
    estimate = estimate_beside(held_bytes(input), photo_request(input, request.options));
    estimate.bytes = std::max(estimate.bytes, doubling);
  }
  if (const auto notice = photograph_notice(input.visible))
    estimate.notices.insert(estimate.notices.begin(), *notice);
  return estimate;
}

namespace {

/// Reports with the time of the whole run, not of the painting at hand, and with the art's notices.
ProgressCallback timed(const ProgressCallback& progress, const std::vector<std::string>& notices) {
  if (!progress) return {};
  return [&progress, &notices, clock = RunClock()](Progress report) mutable {
    report.seconds = clock.seconds();
    report.seconds_left = clock.seconds_left(report.fraction);
    report.notices = notices;
    return progress(report);
  };
}

/// The art enlarged, in RGB.
PaintResult enlarge(UpscaleInput& input, const UpscaleOptions& options, const ProgressCallback& progress) {
  Progress first;
  first.phases = doublings(input);
  const auto go_on = go_on_after(progress, first);
  PaintResult result;
  input.regions = find_regions(input.source, options.paint.tile, go_on);
  if (go_on()) {
    result = input.photos.empty() ? enlarge_by_itself(input, options, progress)
                                  : enlarge_by_photos(input, options, progress);
  } else {
    result.cancelled = true;
    result.image = resize(input.source, input.size, Filter::bicubic, options.paint.tile);
  }
  result.image.alpha = enlarged_alpha(input.visible, input.size, options.paint.tile);
  if (!input.photos.empty() || result.cancelled) return result;
  Progress last = first;
  last.phase = last.phases - 1;
  last.fraction = 1;
  const auto go_on_to_end = go_on_after(progress, last);
  result.image = hold_colours(
      std::move(result.image), input.solid,
      {options.keep_colour, NearNeighbours::colours, options.paint.tile, &input.regions, go_on_to_end});
  result.cancelled = !go_on_to_end();
  return result;
}

}  // namespace

PaintResult upscale(const UpscaleRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.paint.run.threads);
  UpscaleInput input = checked(request);
  const UpscaleOptions& options = request.options;
  const bool grey = is_grey(to_rgb(request.source));
  std::vector<std::string> notices;
  if (const auto notice = photograph_notice(input.visible)) notices.push_back(*notice);
  PaintResult result = enlarge(input, options, timed(progress, notices));
  result.notices.insert(result.notices.begin(), notices.begin(), notices.end());
  colour_faint_part(input.visible, options.paint.tile, result.image);
  if (grey) make_grey(result.image);
  if (options.snap_palette) result.image = snap_to_palette(std::move(result.image), input.visible);
  result.image.type = request.source.type;
  describe(request, result.parameters);
  return result;
}

}  // namespace doodle
