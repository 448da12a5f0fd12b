#pragma once

#include <memory>
#include <string>

#include "image/openimageio.h"

namespace doodle {

/// Opens an image file for reading, colours not multiplied by alpha where the format lets the reader choose.
/// Throws BadInput naming the path when it is missing, empty, a folder, not an image, or ends too early.
std::unique_ptr<OIIO::ImageInput> open_image(const std::string& path);

/// The first line of a message of OpenImageIO, without a full stop.
std::string first_line(const std::string& message);

}  // namespace doodle
