#include "doodle/variations.h"

#include <algorithm>

#include "base/check.h"

namespace doodle {
namespace {

/// `first` with all clear but a frame.
Image framed(const Image& first) {
  const int border = std::max(4, std::min(first.width, first.height) / 16);
  require<UsageError>(2 * border < std::min(first.width, first.height),
                      "variations of {}x{} with shared borders would be all border; make them larger",
                      first.width, first.height);
  Image frame = first;
  frame.alpha.assign(frame.pixels.size() / static_cast<std::size_t>(frame.channels), 1.0f);
  for (int y = border; y < frame.height - border; ++y)
    std::fill_n(frame.alpha.begin() + static_cast<std::ptrdiff_t>(y) * frame.width + border,
                frame.width - 2 * border, 0.0f);
  return frame;
}

}  // namespace

PaintRequest variation(const PaintRequest& request, int number) {
  require_range("variation", number, 1, kMostVariations);
  PaintRequest result = request;
  result.options.seed.random_seed += static_cast<std::uint64_t>(number - 1);
  return result;
}

PaintRequest bordered_variation(const PaintRequest& request, int number, const Image& first) {
  require<UsageError>(
      !request.inpaint && !request.target_map && !request.content,
      "shared borders are for textures of examples alone: leave out the picture to paint into, "
      "maps and content");
  PaintRequest result = variation(request, number);
  result.options.tile = {true, true};
  if (number == 1) return result;
  result.inpaint = framed(first);
  if (result.options.seed.kind == "auto") result.options.seed.kind = "noise";  // smooth colours are all alike
  result.options.output_size = first.size();
  return result;
}

}  // namespace doodle
