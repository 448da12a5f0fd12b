#pragma once

#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle::cli {

/// A picture with lines of text below it.
struct SheetCell {
  Image image;  ///< any size; enlarged or reduced to the sheet's cells. Empty: left blank
  std::vector<std::string> lines;
};

struct SheetRow {
  std::string title;
  std::vector<SheetCell> cells;
};

/// Rows of pictures of one size on white, each row under its title.
Image make_sheet(const std::vector<SheetRow>& rows, Size cell);

}  // namespace doodle::cli
