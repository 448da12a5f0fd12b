#include "backend/cpu/match_walk.h"

#include <algorithm>
#include <limits>

namespace doodle::cpu {
namespace {

/// Columns behind a row of the Gram tile that the last vectors of the diagonal sum read and nobody uses.
constexpr int slack = 16;

void gram_tile(const MatchKernels& kernels, const PackedMap& current, int y, const PackedMap& style, int v,
               float* tile, int stride) {
  for (int c = 0; c < style.blocks(); ++c) {
    for (int r = 0; r < current.blocks(); ++r) {
      kernels.gram(current.block(y, r), current.size(r), style.block(v, c), style.size(c), current.depth(),
                   tile + static_cast<std::ptrdiff_t>(current.start(r)) * stride + style.start(c), stride);
    }
  }
}

}  // namespace

MatchTerm MatchWorker::Tiles::term(int lane, int step) const {
  const auto& ring = sums[static_cast<std::size_t>(lane)];
  const auto sum = [&](int age) { return ring[static_cast<std::size_t>((step + 3 - age) % 3)].data(); };
  return {gram.data(), sum(0), sum(1), sum(2)};
}

MatchWorker::Tiles MatchWorker::make_tiles(Backend& backend, const MatchOperands& operands) const {
  int patches = 0;
  for (const Stretch& stretch : operands.current) patches = std::max(patches, stretch.patches);
  Tiles tiles;
  tiles.gram = backend.allocate<float>({patches + 2, gram_stride_, 1});
  backend.zero(tiles.gram);
  for (auto& ring : tiles.sums) {
    for (Tensor<float>& sum : ring) sum = backend.allocate<float>({patches, gram_stride_, 1});
  }
  return tiles;
}

MatchWorker::MatchWorker(Backend& backend, const MatchOperands& operands) {
  int patches = 0;
  for (const Stretch& stretch : operands.current) patches = std::max(patches, stretch.patches);
  for (const Stretch& stretch : operands.styles)
    gram_stride_ = std::max(gram_stride_, stretch.padded + slack);
  features_ = make_tiles(backend, operands);
  if (operands.labels) labels_ = make_tiles(backend, operands);
  lanes_ = backend.allocate<float>({patches, operands.kernels.vector, 1});
  row_best_ = backend.allocate<float>({1, patches, 1});
  best_ = backend.allocate<float>({1, static_cast<int>(operands.current_patches), 1});
  index_ = backend.allocate<std::int32_t>(best_.shape());
  style_best_ = backend.allocate<float>({1, static_cast<int>(operands.table_size), 1});
}

void MatchWorker::clear() {
  std::fill_n(best_.data(), best_.size(), -std::numeric_limits<float>::infinity());
  std::fill_n(index_.data(), index_.size(), 0);
  std::fill_n(style_best_.data(), style_best_.size(), -9.0f);  // the least that a sum of nine cosines can be
}

void MatchWorker::walk(const MatchOperands& operands, const Band& band) {
  const int last = band.first + band.count - 1;
  for (int y = band.begin(last); y < band.end(band.first); ++y) {
    for (int lane = 0; lane < band.count; ++lane) {
      const int d = band.first + lane;
      if (y >= band.begin(d) && y < band.end(d)) match_pair(operands, band, lane, y);
    }
  }
}

void MatchWorker::match_pair(const MatchOperands& operands, const Band& band, int lane, int y) {
  const MatchKernels& kernels = operands.kernels;
  const Stretch &current = *band.current, &style = *band.style;
  const int d = band.first + lane, step = y - band.begin(d), style_row = y + d - 2;
  const MatchTerm features = features_.term(lane, step);
  MatchTerm labels{};
  gram_tile(kernels, current.features, y, style.features, y + d, features_.gram.data(), gram_stride_);
  if (operands.labels) {
    labels = labels_.term(lane, step);
    gram_tile(kernels, current.labels, y, style.labels, y + d, labels_.gram.data(), gram_stride_);
  }
  if (step < 2) {
    kernels.diagonal(features, current.patches, style.padded, gram_stride_);
    if (operands.labels) kernels.diagonal(labels, current.patches, style.padded, gram_stride_);
    return;
  }
  const float* penalty = operands.penalty.data() + style.cell(style_row);
  float* style_best = style_best_.data() + style.cell(style_row);
  const MatchRow row{current.patches, style.padded, gram_stride_,  features,        labels,
                     penalty,         style_best,   lanes_.data(), row_best_.data()};
  kernels.fold(row);
  keep_best(operands, row, style, style_row, current.index(y - 2, 0));
}

void MatchWorker::keep_best(const MatchOperands& operands, const MatchRow& row, const Stretch& style,
                            int style_row, int first) {
  for (int x = 0; x < row.patches; ++x) {
    float& best = best_.data()[first + x];
    std::int32_t& index = index_.data()[first + x];
    // Of equal scores the lower index stays. A row is seen once, so the index is of another one, wholly
    // before or behind.
    if (row.best[x] < best || (row.best[x] == best && style.index(style_row, 0) >= index)) continue;
    const int column = operands.kernels.locate(row, x, row.best[x]);
    if (column < 0) continue;  // not a number
    best = row.best[x];
    index = style.index(style_row, column);
  }
}

}  // namespace doodle::cpu
