#pragma once

#include <ucontext.h>

#include <cstddef>
#include <memory>

namespace doodle::cuda::emulation {

/// A function with a stack of its own: it goes on when it is resumed, until it yields.
class Fiber {
 public:
  /// Makes the next resume() call entry(), which first calls entered() and in the end yield(true).
  void begin(void (*entry)());
  void resume();

  // On the fiber's own stack:
  void entered();
  /// Goes on behind resume(); comes back with the next one, or never when the fiber ends.
  void yield(bool ends);

 private:
  static constexpr std::size_t stack_size = 256 << 10;

  void jump_in();
  void jump_out();

  ucontext_t context_{};
  std::unique_ptr<char[]> stack_{new char[stack_size]};
  bool begun_ = false;
  void* inside_[5];   ///< where the fiber goes on (__builtin_setjmp)
  void* outside_[5];  ///< where resume() does
  // What AddressSanitizer is told of the two stacks.
  void* inside_shadow_ = nullptr;
  void* outside_shadow_ = nullptr;
  const void* outside_stack_ = nullptr;
  std::size_t outside_size_ = 0;
};

}  // namespace doodle::cuda::emulation
