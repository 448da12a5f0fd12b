#include "backend/cpu/match_layout.h"

#include <algorithm>

namespace doodle::cpu {
namespace {

constexpr int most_positions = 128;

int divide_up(int a, int b) {
  return (a + b - 1) / b;
}
int round_up(int a, int b) {
  return divide_up(a, b) * b;
}

/// Splits the patch columns of a map into the fewest stretches of at most most_positions positions, about
/// equal, whose positions (but for the last) are a multiple of `unit`.
std::vector<Stretch> split(int map, Shape shape, int first_patch, int unit) {
  const int total = shape.width - 2;
  const int count = divide_up(total, most_positions - 2);
  const int each = round_up(divide_up(total, count) + 2, unit) - 2;
  std::vector<Stretch> stretches;
  for (int first = 0; first < total; first += each) {
    Stretch stretch;
    stretch.map = map;
    stretch.first = first;
    stretch.patches = std::min(each, total - first);
    stretch.rows = shape.height - 2;
    stretch.patch_stride = total;
    stretch.first_patch = first_patch + first;
    stretches.push_back(std::move(stretch));
  }
  return stretches;
}

}  // namespace

std::vector<Stretch> current_stretches(Shape current) {
  return split(0, current, 0, 1);
}

std::vector<Stretch> style_stretches(const std::vector<Tensor<float>>& styles, const MatchKernels& kernels) {
  std::vector<Stretch> all;
  int first_patch = 0;
  std::size_t table = 0;
  for (std::size_t s = 0; s < styles.size(); ++s) {
    const Shape shape = styles[s].shape();
    for (Stretch& stretch : split(static_cast<int>(s), shape, first_patch, kernels.vector)) {
      stretch.padded = round_up(stretch.patches + 2, kernels.vector);
      stretch.table = table;
      table = stretch.cell(stretch.rows);
      all.push_back(std::move(stretch));
    }
    first_patch += (shape.height - 2) * (shape.width - 2);
  }
  return all;
}

std::vector<int> row_blocks(const Stretch& stretch, const MatchKernels& kernels) {
  return even_blocks(stretch.patches + 2, kernels.block_rows);
}

std::vector<int> column_blocks(const Stretch& stretch, const MatchKernels& kernels) {
  std::vector<int> starts{0};
  while (starts.back() < stretch.padded) {
    starts.push_back(std::min(starts.back() + kernels.block_columns, stretch.padded));
  }
  return starts;
}

}  // namespace doodle::cpu
