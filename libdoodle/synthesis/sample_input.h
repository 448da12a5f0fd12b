#pragma once

#include <string>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle {

/// The style as the synthesis takes samples from it: RGB, and where some pixels are clear (alpha below 0.5,
/// or the style's mask darker than the middle) an alpha of 0 or 1, with smooth colours under the clear ones.
/// A mask of another size is resized, with a notice. Throws BadInput naming `style N`, N = index + 1.
Image sample_image(const Style& style, std::size_t index, std::vector<std::string>& notices);

/// `map`, which belongs to an image of `size`, in that size: by the nearest pixel, since labels must not
/// blend. Adds a notice when it had another size; `what` says whose map or mask it is.
Image fitted_to(const Image& map, Size size, const std::string& what, std::vector<std::string>& notices);

/// Which pixels of a mask of `size` are white: lighter than the middle, and not clear, as what lies around
/// strokes on a layer of their own. Notices and errors as above.
std::vector<bool> white_pixels(const Image& mask, Size size, const std::string& what,
                               std::vector<std::string>& notices);

}  // namespace doodle
