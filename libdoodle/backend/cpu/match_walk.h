#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <vector>

#include "backend/cpu/match_ahead.h"
#include "backend/cpu/match_layout.h"
#include "base/cancel.h"

namespace doodle::cpu {

/// Everything that the threads share while they match: read only.
struct MatchOperands {
  const MatchKernels& kernels;
  int shortlist = 1;  ///< style patches kept per current patch, the best by the kernels' scores
  float margin = 0;   ///< units of nine: what scores less than the best by more need not be kept
  std::vector<Stretch> current;
  std::vector<Stretch> styles;
  bool labels = false;
  std::size_t current_patches = 0;
  std::size_t table_size = 0;  ///< of a table per style patch: Stretch::table
  Tensor<float> penalty;       ///< table, in units of nine; infinite where there is no patch
};

/// Neighbouring diagonals d = first .. first + count - 1 of row pairs (y, y + d), walked abreast: a row of
/// the style that one of them has used comes from the cache for the next.
struct Band {
  static constexpr int widest = 4;
  const Stretch* current;
  const Stretch* style;
  int first;
  int count;
  /// Current rows y with a pair on diagonal d: from begin(d) to before end(d).
  int begin(int d) const { return d < 0 ? -d : 0; }
  int end(int d) const { return std::min(current->rows, style->rows - d) + 2; }
};

/// A style patch and its score, in units of nine, less the penalty.
struct Candidate {
  float score;
  std::int32_t index;
  /// The order of choice: by score, the lower index of equals.
  bool before(const Candidate& other) const {
    return score > other.score || (score == other.score && index < other.index);
  }
};

/// Puts `candidate` into a list of `count` that is in order of choice, if it comes before the last; the last
/// falls out.
void insert(Candidate* list, int count, Candidate candidate);

/// The best score that any thread has found so far for each current patch. A bound that another thread raises
/// may be seen late, which costs time and changes no result.
class BestScores {
 public:
  BestScores(Backend& backend, std::size_t patches);
  /// Forgets all of them.
  void clear();
  float of(int patch) const { return at(patch).load(std::memory_order_relaxed); }
  void raise(int patch, float score) {
    if (score > of(patch)) at(patch).store(score, std::memory_order_relaxed);
  }

 private:
  std::atomic_ref<float> at(int patch) const { return std::atomic_ref<float>(scores_.data()[patch]); }
  mutable Tensor<float> scores_;
};

/// What one thread finds and the memory it needs for that. Scores are in units of nine.
class MatchWorker {
 public:
  MatchWorker(Backend& backend, const MatchOperands& operands);
  /// Forgets what it found.
  void clear();
  /// Matches all row pairs (y, y + d) of a stretch of the current map and one of a style, d on the band's
  /// diagonals. Ends early, and has then found nothing of use, when it is told to stop.
  void walk(const MatchOperands& operands, const Band& band, BestScores& best, SharedCancel& cancel);

  /// Per current patch at most `shortlist` candidates, in order of choice: of the best that any thread found
  /// those that this one did, and further ones. Places that nothing was found for hold patch 0 at minus
  /// infinity.
  const Candidate* candidates() const { return candidates_.data(); }
  /// Per style patch, table: the highest feature term.
  const float* style_best() const { return style_best_.data(); }

 private:
  /// Of the feature term: a Gram tile, and the sums of the last three pairs of rows of each diagonal.
  struct Tiles {
    Tensor<float> gram;
    std::array<std::array<Tensor<float>, 3>, Band::widest> sums;
    MatchTerm term(int lane, int step) const;
  };
  Tiles make_tiles(Backend& backend, const MatchOperands& operands) const;
  void look_ahead(const Band& band, int y);
  void multiply(const MatchOperands& operands, const Band& band, int y, int style_y, int block);
  void match_pair(const MatchOperands& operands, const Band& band, int lane, int y, BestScores& best);
  void keep_best(const MatchOperands& operands, const MatchRow& row, const Stretch& style, int style_row,
                 int first, BestScores& best);

  int gram_stride_ = 0;
  Tiles features_;
  std::array<Ahead, 2> ahead_;
  Tensor<float> labels_;  ///< products of label strips
  Tensor<float> lanes_;
  Tensor<float> row_best_;
  Tensor<int> columns_;
  Tensor<float> scores_;
  Tensor<Candidate> candidates_;
  Tensor<float> style_best_;
};

}  // namespace doodle::cpu
