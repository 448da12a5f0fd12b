#include "backend/cpu/match_walk.h"

#include <algorithm>
#include <limits>

namespace doodle::cpu {
namespace {

/// Columns behind a row of the Gram tile that the last vectors of the diagonal sum read and nobody uses.
constexpr int slack = 16;

/// Columns of a tile that are summed up at once: whole panels.
constexpr int columns_at_once = 64;

using Gram = decltype(MatchKernels::gram);

/// One block of style columns of the products of label strips of a row of patches.
void label_columns(Gram gram, const LabelStrips& current, int y, const PackedMap& style, int v, int block,
                   float* tile, int stride) {
  const std::vector<int>& starts = current.starts(y);
  for (std::size_t r = 0; r + 1 < starts.size(); ++r) {
    gram(current.block(y, static_cast<int>(r)), starts[r + 1] - starts[r], style.block(v, block),
         style.size(block), current.depth(),
         tile + static_cast<std::ptrdiff_t>(starts[r]) * stride + style.start(block), stride);
  }
}

}  // namespace

void insert(Candidate* list, int count, Candidate candidate) {
  int place = count;
  for (; place > 0 && candidate.before(list[place - 1]); --place) {
    if (place < count) list[place] = list[place - 1];
  }
  if (place < count) list[place] = candidate;
}

MatchTerm MatchWorker::Tiles::term(int lane, int step) const {
  const auto& ring = sums[static_cast<std::size_t>(lane)];
  const auto sum = [&](int age) { return ring[static_cast<std::size_t>((step + 3 - age) % 3)].data(); };
  return {gram.data(), sum(0), sum(1), sum(2)};
}

MatchWorker::Tiles MatchWorker::make_tiles(Backend& backend, const MatchOperands& operands) const {
  int patches = 0;
  for (const Stretch& stretch : operands.current) patches = std::max(patches, stretch.patches);
  const int panel = operands.kernels.panel, columns = (gram_stride_ + panel - 1) / panel * panel;
  Tiles tiles;
  tiles.gram = backend.allocate<float>({patches + 2, gram_stride_, 1});
  backend.zero(tiles.gram);
  for (auto& ring : tiles.sums) {
    for (Tensor<float>& sum : ring) sum = backend.allocate<float>({patches, columns, 1});
  }
  return tiles;
}

MatchWorker::MatchWorker(Backend& backend, const MatchOperands& operands) {
  int patches = 0;
  for (const Stretch& stretch : operands.current) patches = std::max(patches, stretch.patches);
  for (const Stretch& stretch : operands.styles)
    gram_stride_ = std::max(gram_stride_, stretch.padded + slack);
  features_ = make_tiles(backend, operands);
  if (operands.labels) {
    labels_ = backend.allocate<float>({patches + 2, gram_stride_, 1});
    backend.zero(labels_);
  }
  lanes_ = backend.allocate<float>({patches, operands.kernels.vector, 1});
  row_best_ = backend.allocate<float>({1, patches, 1});
  columns_ = backend.allocate<int>({1, gram_stride_, 1});
  scores_ = backend.allocate<float>({1, gram_stride_, 1});
  candidates_ =
      backend.allocate<Candidate>({static_cast<int>(operands.current_patches), operands.shortlist, 1});
  style_best_ = backend.allocate<float>({1, static_cast<int>(operands.table_size), 1});
}

void MatchWorker::clear() {
  std::fill_n(candidates_.data(), candidates_.size(), Candidate{-std::numeric_limits<float>::infinity(), 0});
  std::fill_n(style_best_.data(), style_best_.size(), -9.0f);  // the least that a sum of nine cosines can be
}

BestScores::BestScores(Backend& backend, std::size_t patches)
    : scores_(backend.allocate<float>({1, static_cast<int>(patches), 1})) {}

void BestScores::clear() {
  std::fill_n(scores_.data(), scores_.size(), -std::numeric_limits<float>::infinity());
}

void MatchWorker::walk(const MatchOperands& operands, const Band& band, BestScores& best,
                       SharedCancel& cancel) {
  const int last = band.first + band.count - 1;
  for (int y = band.begin(last); y < band.end(band.first) && !cancel.stopped(); ++y) {
    look_ahead(band, y);
    for (int lane = 0; lane < band.count; ++lane) {
      const int d = band.first + lane;
      if (y >= band.begin(d) && y < band.end(d)) match_pair(operands, band, lane, y, best);
    }
  }
}

/// Has the rows that the band's next step reads first fetched during this one.
void MatchWorker::look_ahead(const Band& band, int y) {
  const PackedMap &current = band.current->features, &style = band.style->features;
  const int steps = band.count * current.blocks() * style.blocks();
  ahead_ = {Ahead(current.row(y + 1), steps), Ahead(style.row(y + band.first + band.count), steps)};
}

/// One block of style columns of the Gram tile.
void MatchWorker::multiply(const MatchOperands& operands, const Band& band, int y, int style_y, int block) {
  const PackedMap &current = band.current->features, &style = band.style->features;
  float* tile = features_.gram.data() + style.start(block);
  for (int r = 0; r < current.blocks(); ++r) {
    for (Ahead& ahead : ahead_) ahead.step();
    operands.kernels.feature_gram(
        current.block(y, r), current.size(r), style.block(style_y, block), style.size(block), current.depth(),
        tile + static_cast<std::ptrdiff_t>(current.start(r)) * gram_stride_, gram_stride_);
  }
}

void MatchWorker::match_pair(const MatchOperands& operands, const Band& band, int lane, int y,
                             BestScores& best) {
  const MatchKernels& kernels = operands.kernels;
  const Stretch &current = *band.current, &style = *band.style;
  const int d = band.first + lane, step = y - band.begin(d), style_row = y + d - 2;
  const bool whole = step >= 2;  // three pairs of rows: a patch
  const std::size_t cell = style.cell(whole ? style_row : 0);
  const MatchRow row{current.patches,
                     style.padded,
                     gram_stride_,
                     features_.term(lane, step),
                     operands.labels && whole ? labels_.data() : nullptr,
                     operands.labels && whole ? current.strips.places(y - 2) : nullptr,
                     operands.penalty.data() + cell,
                     style_best_.data() + cell,
                     lanes_.data(),
                     row_best_.data()};
  const auto sum_up = [&](int first, int end) {
    return whole ? kernels.fold(row, first, end) : kernels.diagonal(row, first, end);
  };
  if (whole) kernels.begin_fold(row);
  // Columns are summed up while the first-level cache still has them; the sums read two columns of the next
  // block.
  int done = 0;
  for (int block = 0; block < style.features.blocks(); ++block) {
    multiply(operands, band, y, y + d, block);
    if (row.labels != nullptr) {
      label_columns(kernels.gram, current.strips, y - 2, style.labels, style_row, block, labels_.data(),
                    gram_stride_);
    }
    const int ready = style.features.start(block);
    if (ready - done < columns_at_once) continue;
    sum_up(done, ready);
    done = ready;
  }
  sum_up(done, style.padded);
  if (!whole) return;
  kernels.end_fold(row);
  keep_best(operands, row, style, style_row, current.index(y - 2, 0), best);
}

void MatchWorker::keep_best(const MatchOperands& operands, const MatchRow& row, const Stretch& style,
                            int style_row, int first, BestScores& best) {
  const int count = operands.shortlist, row_index = style.index(style_row, 0);
  for (int x = 0; x < row.patches; ++x) {
    const float bound = std::max(best.of(first + x), row.best[x]) - operands.margin;
    Candidate* list = candidates_.data() + static_cast<std::ptrdiff_t>(first + x) * count;
    const Candidate last = list[count - 1];
    // A row is seen once, so the last candidate is of another one, wholly before or behind: of equal scores
    // none of this row comes before it, or all do.
    const bool late = row.best[x] < last.score || (row.best[x] == last.score && row_index >= last.index);
    if (late || row.best[x] < bound) continue;
    best.raise(first + x, row.best[x]);
    const int found =
        operands.kernels.collect(row, x, std::max(last.score, bound), columns_.data(), scores_.data());
    for (int i = 0; i < found; ++i) {
      insert(list, count, {scores_.data()[i], style.index(style_row, columns_.data()[i])});
    }
  }
}

}  // namespace doodle::cpu
