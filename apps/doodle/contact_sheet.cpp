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

/// Of a column: that of the pictures, or of the longest line below one, so that none is cut off.
int column_width(const std::vector<SheetRow>& rows, Size cell) {
  int width = cell.width;
  for (const SheetRow& row : rows)
    for (const SheetCell& content : row.cells)
      for (const std::string& line : content.lines) width = std::max(width, text_width(line));
  return width;
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
    draw_text(sheet, left, line_top, line);
    line_top += kLineHeight;
  }
}

}  // namespace

Image make_sheet(const std::vector<SheetRow>& rows, Size cell) {
  std::size_t columns = 0;
  int height = kMargin, widest_title = 0;
  for (const SheetRow& row : rows) {
    columns = std::max(columns, row.cells.size());
    height += row_height(row, cell);
    widest_title = std::max(widest_title, text_width(row.title));
  }
  const int step = column_width(rows, cell) + kMargin;
  const int width = std::max(static_cast<int>(columns) * step, widest_title + kMargin);
  Image sheet = make_image(kMargin + width, height, 3, 255);
  int top = kMargin;
  for (const SheetRow& row : rows) {
    draw_text(sheet, kMargin, top, row.title);
    int left = kMargin;
    for (const SheetCell& content : row.cells) {
      draw_cell(sheet, left, top + kLineHeight, content, cell);
      left += step;
    }
    top += row_height(row, cell);
  }
  return sheet;
}

}  // namespace doodle::cli
