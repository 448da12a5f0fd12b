#pragma once

#include <type_traits>

#include "device.h"

namespace doodle::cuda {

/// Floats that are read or written at once, where they lie at a multiple of 16 bytes.
template <int n>
struct alignas(16) FloatVector {
  float value[n];
};

template <int n>
DOODLE_DEVICE FloatVector<n> read_vector(const float* from) {
  return *reinterpret_cast<const FloatVector<n>*>(from);
}
template <int n>
DOODLE_DEVICE void write_vector(float* to, const FloatVector<n>& values) {
  *reinterpret_cast<FloatVector<n>*>(to) = values;
}
template <>
DOODLE_DEVICE FloatVector<1> read_vector<1>(const float* from) {
  return {{*from}};
}
template <>
DOODLE_DEVICE void write_vector<1>(float* to, const FloatVector<1>& values) {
  *to = values.value[0];
}

/// work(n) with n = std::integral_constant<int, 4> where rows of that many channels come in fours, else 1.
template <class Work>
void in_vectors(int channels, const Work& work) {
  if (channels % 4 == 0)
    work(std::integral_constant<int, 4>{});
  else
    work(std::integral_constant<int, 1>{});
}

}  // namespace doodle::cuda
