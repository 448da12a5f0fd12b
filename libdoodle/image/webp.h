#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

// OpenImageIO 2.4 halves the resolution of a WebP's colours, crushes dark ones beside alpha, multiplies the
// rest by it in 8 bits, and loses the profile; so pixels and profile go through libwebp itself.

/// What a WebP file holds; values are 0..1, interleaved.
struct WebpContent {
  std::vector<float> values;
  std::vector<std::byte> icc;  ///< empty: none
};

/// The pixels as `channels` (3, or 4 with straight alpha last). Nothing when the file is animated, or broken.
std::optional<WebpContent> read_webp(const std::string& path, Size size, int channels);

/// The bytes of a lossless file; `channels` is 3 or 4, values are rounded to 8 bits, an empty profile is left
/// out. Throws BadInput when libwebp refuses: sides above 16,383 pixels, or no memory.
std::vector<unsigned char> encode_webp(const std::vector<float>& values, Size size, int channels,
                                       std::span<const std::byte> icc);

}  // namespace doodle
