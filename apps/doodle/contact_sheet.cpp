#include "contact_sheet.h"

#include <algorithm>

#include "caption.h"

namespace doodle::cli {
namespace {

constexpr int kMargin = 8;

std::size_t most_lines(const SheetRow& row) {
  std::size_t lines = 0;
  for (const SheetCell& cell : row.cells) lines = std::max(lines, cell.lines.size());
  return lines;
}

int row_height(const SheetRow& row, Size cell) {
  return kLineHeight + cell.height + 4 + static_cast<int>(most_lines(row)) * kLineHeight + kMargin;
}

void draw_cell(Image& sheet, int left, int top, const SheetCell& cell, Size size) {
  if (!cell.image.empty()) {
    const Image image =
        cell.image.size() == size ? to_rgb(cell.image) : to_rgb(resize(cell.image, size, Filter::area));
    for (int y = 0; y < size.height; ++y)
      std::copy_n(image.at(y, 0), static_cast<std::size_t>(size.width) * 3, sheet.at(top + y, left));
  }
  int line_top = top + size.height + 4;
  for (const std::string& line : cell.lines) {
    draw_text(sheet, left, line_top, left + size.width, line);
    line_top += kLineHeight;
  }
}

}  // namespace

Image make_sheet(const std::vector<SheetRow>& rows, Size cell) {
  std::size_t columns = 0;
  int height = kMargin;
  for (const SheetRow& row : rows) {
    columns = std::max(columns, row.cells.size());
    height += row_height(row, cell);
  }
  Image sheet = make_image(kMargin + static_cast<int>(columns) * (cell.width + kMargin), height, 3, 255);
  int top = kMargin;
  for (const SheetRow& row : rows) {
    draw_text(sheet, kMargin, top, sheet.width, row.title);
    int left = kMargin;
    for (const SheetCell& content : row.cells) {
      draw_cell(sheet, left, top + kLineHeight, content, cell);
      left += cell.width + kMargin;
    }
    top += row_height(row, cell);
  }
  return sheet;
}

}  // namespace doodle::cli
