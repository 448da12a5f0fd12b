#include <algorithm>
#include <cmath>

#include "image/pyramid.h"
#include "synthesis/paint_beside.h"
#include "synthesis/tone_guide.h"
#include "upscale/alpha.h"
#include "upscale/enlarge.h"
#include "upscale/grain.h"
#include "upscale/hold_colours.h"
#include "upscale/painted.h"
#include "upscale/sources.h"

namespace doodle {
namespace {

/// Where each pixel's tone ranks among all of the image's, as a grey picture.
Image tone_ranks(const Image& image) {
  const SemanticMap guide = tone_guide(image);
  Image ranks = make_image(image.width, image.height, 1);
  ranks.type = SampleType::f32;
  for (std::size_t i = 0; i < ranks.pixels.size(); ++i) ranks.pixels[i] = 255 * guide.values[2 * i];
  return ranks;
}

/// A photo's tones as the source would show them: where its areas of the size of a source pixel rank.
Image photo_ranks(const Image& photo, double pixel) {
  const Image small = scale_to(photo, scaled_size(photo.size(), 1 / pixel));
  return resize(tone_ranks(small), photo.size(), Filter::bicubic);
}

/// The photo in the size in which its pixels are the result's.
Image fitted(const Image& photo, Size size, double photo_scale) {
  const double side = std::min(photo.width, photo.height);
  const double scale =
      photo_scale > 0 ? photo_scale : std::min(1.0, 2.0 * std::max(size.width, size.height) / side);
  return scale_to(photo, scaled_size(photo.size(), scale));
}

/// Of the work, what enlarging by itself takes.
constexpr double kBaseShare = 0.3;

/// A callback for the part of the work between two fractions of it.
ProgressCallback part_of(const ProgressCallback& progress, double begin, double end) {
  return [&progress, begin, end](Progress report) {
    report.fraction = begin + (end - begin) * report.fraction;
    return !progress || progress(report);
  };
}

/// Turns what was painted into its detail over the art's own colours, which are held; with less than the
/// whole of UpscaleOptions::keep_colour, so far.
void lay_over(const UpscaleInput& input, const Image& base, const UpscaleOptions& options,
              const std::function<bool()>& go_on, Image& painted) {
  const Wrap wrap = options.paint.tile;
  Image kept = with_grain(input.source, {painted, base}, wrap);
  kept.alpha = enlarged_alpha(input.visible, input.size, wrap);
  kept = hold_colours(std::move(kept), input.solid, {1, NearNeighbours::hues, wrap, &input.regions, go_on});
  const auto strength = static_cast<float>(options.keep_colour);
  for (std::size_t i = 0; i < painted.pixels.size(); ++i)
    painted.pixels[i] += strength * (kept.pixels[i] - painted.pixels[i]);
}

/// choose_painted() for the frame that is asked for.
std::vector<int> choose(const UpscaleInput& input, const UpscaleOptions& options) {
  return choose_painted(input.animation->painted, input.source, options.keep_colour, options.paint.tile);
}

/// Makes a request go on from what the animation's frames were painted with, and keep of that what fits.
void continue_painted(const UpscaleInput& input, const UpscaleOptions& options, PaintRequest& request) {
  if (!input.animation || input.animation->painted.empty()) return;
  const Wrap wrap = options.paint.tile;
  const Size art = input.source.size();
  const std::vector<int> chosen = choose(input, options);
  request.options.seed.kind = "image";
  request.seed = join_painted(input.animation->painted, chosen, art, wrap);
  Image mask = unpainted(chosen, art, input.size, wrap);
  const auto [least, most] = std::minmax_element(mask.pixels.begin(), mask.pixels.end());
  if (*least == *most) return;  // all is known, or nothing
  request.inpaint = request.seed;
  request.inpaint_mask = std::move(mask);
}

/// Paints a frame, or what no other of its animation was painted with.
PaintResult paint_frame(const UpscaleInput& input, const UpscaleOptions& options,
                        const ProgressCallback& progress) {
  PaintResult result;
  if (!input.animation || !is_known(choose(input, options)))
    result = paint_beside(held_bytes(input), photo_request(input, options), progress);
  if (!input.animation || result.cancelled) return result;
  std::vector<PaintedArt>& painted = input.animation->painted;
  if (!result.image.empty()) add_painted(painted, {input.source, result.image});
  result.image = join_painted(painted, choose(input, options), input.source.size(), options.paint.tile);
  return result;
}

}  // namespace

PaintRequest photo_request(const UpscaleInput& input, const UpscaleOptions& options) {
  const double pixel = std::max(1.0, static_cast<double>(input.size.width) / input.source.width);
  PaintRequest request;
  request.options = options.paint;
  request.options.output_size = input.size;
  request.options.maps = {};
  request.options.maps.mode = MapMode::guide;
  request.options.pyramid.style_scale = 1;
  request.options.seed.kind = "noise";
  for (const Image& photo : input.photos) {
    const Image style = fitted(photo, input.size, options.photo_scale);
    request.styles.push_back({style, photo_ranks(style, pixel)});
  }
  request.target_map = resize(tone_ranks(input.source), input.size, Filter::bicubic, options.paint.tile);
  continue_painted(input, options, request);
  return request;
}

PaintResult enlarge_by_photos(const UpscaleInput& input, const UpscaleOptions& options,
                              const ProgressCallback& progress) {
  const auto strength = static_cast<float>(options.keep_colour);
  PaintResult base;
  if (strength > 0) base = enlarge_by_itself(input, options, part_of(progress, 0, kBaseShare));
  if (base.cancelled) return base;
  Progress last;
  const ProgressCallback kept = [&](const Progress& report) {
    last = report;
    return !progress || progress(report);
  };
  PaintResult result = paint_frame(input, options, part_of(kept, strength > 0 ? kBaseShare : 0, 1));
  result.planned_bytes = std::max(result.planned_bytes, base.planned_bytes);
  std::vector<Size> sizes;
  for (const Image& photo : input.photos) sizes.push_back(photo.size());
  rescale_sources(result.sources, sizes);
  if (strength <= 0 || result.cancelled) return result;
  const auto go_on = go_on_after(progress, last);
  lay_over(input, base.image, options, go_on, result.image);
  result.cancelled = !go_on();
  return result;
}

}  // namespace doodle
