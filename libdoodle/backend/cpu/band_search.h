#pragma once

#include <vector>

#include "backend/cpu/match_walk.h"

namespace doodle::cpu {

/// All pairs of rows of the current map and the styles, shared out among the threads in bands of diagonals.
class BandSearch {
 public:
  /// The operands, which must outlive the search, need only the layout of their stretches yet.
  BandSearch(Backend& backend, const MatchOperands& operands);
  /// Makes ready as many workers as there are threads: before run(), since it takes memory.
  void add_workers();
  /// Looks at every pair. Throws what the user's question throws when it is told to stop.
  void run();

  /// The best candidates that any thread found for current patch p, as many as the operands' shortlist, in
  /// order of choice.
  void candidates(std::size_t p, Candidate* list) const;
  /// The highest feature term of a cell of the styles' table, in units of nine.
  float style_best(std::size_t cell) const;

 private:
  Backend& backend_;
  const MatchOperands& operands_;
  std::vector<Band> bands_;
  std::vector<MatchWorker> workers_;
  BestScores best_;
};

}  // namespace doodle::cpu
