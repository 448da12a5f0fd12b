#pragma once

#include <functional>

#include "doodle/image.h"

namespace doodle {

/// Rows top..top+count-1 of a picture, RGB, SampleType u8.
using RowSource = std::function<Image(int top, int count)>;

/// save_image() for an opaque RGB picture of `size` of 8 bits that need not fit into memory: PNG and TIFF are
/// written as its rows are asked for; for other formats it is put together first. Throws as save_image()
/// does.
void save_rows(const std::string& path, Size size, const RowSource& rows, const SaveOptions& options);

}  // namespace doodle
