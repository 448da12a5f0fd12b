#pragma once

#include <cstdint>

namespace doodle::cuda::emulation {

/// What a thread has of a group's product (emulation.h), until it is done.
struct GroupProduct {
  float (*sums)[4];
  const std::uint16_t *left, *right;
  int k;
  bool add;
  int thread;  ///< of the group's 128
  void finish() const;
};

}  // namespace doodle::cuda::emulation
