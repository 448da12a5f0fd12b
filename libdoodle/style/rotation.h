#pragma once

#include <cstdint>
#include <vector>

namespace doodle {

/// An orthogonal matrix of size x size, row by row, uniformly distributed but for signs. The same for the
/// same seed.
std::vector<float> random_rotation(int size, std::uint64_t seed);

/// A matrix of size x size with rows and columns exchanged.
std::vector<float> transposed(const std::vector<float>& matrix, int size);

}  // namespace doodle
