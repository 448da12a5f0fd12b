#include "emulation/fiber.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define DOODLE_BEFORE_SWITCH(save, bottom, size) __sanitizer_start_switch_fiber(save, bottom, size)
#define DOODLE_AFTER_SWITCH(saved, bottom, size) __sanitizer_finish_switch_fiber(saved, bottom, size)
#define DOODLE_UNCHECKED __attribute__((no_sanitize("address", "undefined")))
#define DOODLE_FORGET_FRAMES(stack, size) __asan_unpoison_memory_region(stack, size)
#else
#define DOODLE_BEFORE_SWITCH(save, bottom, size) (void)0
#define DOODLE_AFTER_SWITCH(saved, bottom, size) (void)0
#define DOODLE_UNCHECKED
#define DOODLE_FORGET_FRAMES(stack, size) (void)0
#endif

namespace doodle::cuda::emulation {
namespace {

/// A jump may not stand in the function that it leads to: GCC would take what lies behind __builtin_setjmp()
/// for out of reach.
[[noreturn]] __attribute__((noipa)) DOODLE_UNCHECKED void jump_to(void** place) {
  __builtin_longjmp(place, 1);
}

}  // namespace

void Fiber::begin(void (*entry)()) {
  begun_ = false;
  DOODLE_FORGET_FRAMES(stack_.get(), stack_size);  // a launch that was refused leaves some
  getcontext(&context_);
  context_.uc_stack.ss_sp = stack_.get();
  context_.uc_stack.ss_size = stack_size;
  context_.uc_link = nullptr;
  makecontext(&context_, entry, 0);
}

// Switches are plain jumps: swapcontext() would ask the kernel for the signal mask every time, and there are
// thousands for every product. The first entry alone needs a context.
__attribute__((noinline)) DOODLE_UNCHECKED void Fiber::jump_out() {
  if (__builtin_setjmp(inside_) == 0) jump_to(outside_);
}

__attribute__((noinline)) DOODLE_UNCHECKED void Fiber::jump_in() {
  if (__builtin_setjmp(outside_) != 0) return;
  if (begun_) jump_to(inside_);
  begun_ = true;
  setcontext(&context_);
}

void Fiber::resume() {
  DOODLE_BEFORE_SWITCH(&outside_shadow_, stack_.get(), stack_size);
  jump_in();
  DOODLE_AFTER_SWITCH(outside_shadow_, nullptr, nullptr);
}

void Fiber::entered() {
  DOODLE_AFTER_SWITCH(nullptr, &outside_stack_, &outside_size_);
}

void Fiber::yield([[maybe_unused]] bool ends) {
  DOODLE_BEFORE_SWITCH(ends ? nullptr : &inside_shadow_, outside_stack_, outside_size_);
  jump_out();
  DOODLE_AFTER_SWITCH(inside_shadow_, nullptr, nullptr);
}

}  // namespace doodle::cuda::emulation
