#pragma once

#include <cstddef>

#include "synthesis/problem.h"

namespace doodle {

/// The most bytes that the process will hold while it paints `problem`, an upper bound: the program, the
/// request's images and the problem's, and what the greediest moment of the greediest phase needs, with as
/// many threads as parallel loops have now. On a device that has its own memory (`on_host` is false) the
/// phases live there, and are not counted.
std::size_t planned_memory(const Problem& problem, bool on_host = true);

/// Throws OutOfMemory, naming the least --memory that would do, when `bytes` are more than
/// PaintOptions::memory_gib allows for a picture of `size`.
void require_memory(const PaintOptions& options, Size size, std::size_t bytes);

}  // namespace doodle
