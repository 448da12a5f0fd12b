#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace doodle::cpu {

/// Memory that will soon be read, brought into the second-level cache a little at a time, while the processor
/// multiplies and the memory would have nothing to do.
class Ahead {
 public:
  Ahead() = default;
  /// All of `memory` is fetched when step() has been called `steps` times.
  Ahead(std::span<const float> memory, int steps)
      : memory_(memory), each_((memory.size() / line / static_cast<std::size_t>(steps) + 1) * line) {}

  void step() {
    const std::size_t count = std::min(each_, memory_.size());
    for (std::size_t i = 0; i < count; i += line) __builtin_prefetch(memory_.data() + i, 0, 2);
    memory_ = memory_.subspan(count);
  }

 private:
  static constexpr std::size_t line = 64 / sizeof(float);
  std::span<const float> memory_;
  std::size_t each_ = 0;
};

}  // namespace doodle::cpu
