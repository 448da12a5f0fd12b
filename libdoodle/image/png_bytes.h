#pragma once

#include <string>
#include <string_view>

#include "doodle/image.h"

namespace doodle {

/// The size that a PNG's header states; the rest is not looked at. Throws BadInput naming `name` when the
/// bytes do not begin as a PNG with pixels does.
Size png_size(std::string_view bytes, const std::string& name);

/// load_image() for the bytes of a PNG; `name` is what messages call it. Throws BadInput as that does, and
/// when the bytes are no PNG.
Image decode_png(std::string_view bytes, const std::string& name);

/// The PNG that save_image() would write; the same image gives the same bytes. Throws BadInput naming `name`
/// when the image is inconsistent or has NaN or infinity.
std::string encode_png(const Image& image, const std::string& name);

}  // namespace doodle
