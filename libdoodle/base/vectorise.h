#pragma once

#include <cstring>

/// Compiles a function three times, for AVX-512, AVX2 and any processor; the loader picks. Such a function
/// must not leave the order of its additions to the compiler: with Lanes the result has the same bytes on
/// every processor. The sanitisers cannot run before the loader's choice, so there it is compiled once.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define DOODLE_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DOODLE_VECTORISED
#endif

namespace doodle {

/// Sixteen floats, or eight doubles, that the compiler maps to the registers it has. Locals only: as an
/// argument or a result its layout would depend on the instruction set.
typedef float Lanes __attribute__((vector_size(64)));
typedef double DoubleLanes __attribute__((vector_size(64)));
inline constexpr int lane_count = 16;
inline constexpr int double_lane_count = 8;

/// A vector read from or written to memory of any alignment.
typedef float UnalignedLanes __attribute__((vector_size(64), aligned(4), may_alias));

/// Eight floats, to be widened to DoubleLanes.
typedef float UnalignedHalfLanes __attribute__((vector_size(32), aligned(4), may_alias));

}  // namespace doodle
