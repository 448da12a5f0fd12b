#pragma once

#include <cstddef>

namespace doodle {

inline constexpr double kGiB = 1024.0 * 1024 * 1024;

/// The bytes that `memory_gib` of an options structure allows: so many GiB, or, where it is 0, three quarters
/// of the machine's memory.
std::size_t memory_budget(double memory_gib);

}  // namespace doodle
