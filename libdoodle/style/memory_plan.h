#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "backend/network_tiles.h"
#include "style/problem.h"

namespace doodle {

/// How a phase is fitted into the memory.
struct MemoryPlan {
  int side = 0;           ///< of the tiles; 0: the picture at once
  std::string optimiser;  ///< adam where the pairs of L-BFGS do not fit
  std::size_t bytes = 0;  ///< that it will take, about, with the program itself
};

/// The largest tiles for a picture of this size within the budget. Throws OutOfMemory when there are none.
MemoryPlan plan_memory(const StyleProblem& problem, Size size);

/// The tiles of a phase of this size: as large as was planned, and around them what the layers need that the
/// losses look at.
std::vector<Tile> plan_tiles(const StyleProblem& problem, Size size, int side);

}  // namespace doodle
