#include "emulation/emulation.h"

#include <ucontext.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include "kernels/half.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define DOODLE_BEFORE_SWITCH(save, bottom, size) __sanitizer_start_switch_fiber(save, bottom, size)
#define DOODLE_AFTER_SWITCH(saved, bottom, size) __sanitizer_finish_switch_fiber(saved, bottom, size)
#define DOODLE_UNCHECKED __attribute__((no_sanitize("address", "undefined")))
#else
#define DOODLE_BEFORE_SWITCH(save, bottom, size) (void)0
#define DOODLE_AFTER_SWITCH(saved, bottom, size) (void)0
#define DOODLE_UNCHECKED
#endif

namespace doodle::cuda::emulation {
namespace {

constexpr int kWarp = 32;
constexpr std::size_t kStack = 256 << 10;

struct Fiber {
  ucontext_t context{};
  std::unique_ptr<char[]> stack{new char[kStack]};
  Wait waits = Wait::none;
  bool begun = false;
  void* place[5];  ///< where it goes on (__builtin_setjmp)
  void* sanitizer = nullptr;
};

/// A copy of 16 bytes to shared memory that is under way; `from` null: zeros.
struct Copy {
  void* to;
  const void* from;
};

/// What a thread has asked for, group by group; the last group is not committed yet.
using Copies = std::vector<std::vector<Copy>>;

/// One block at a time; its fibers are kept for the next.
struct Machine {
  Current now;
  Schedule schedule = Schedule::forward;
  std::vector<Fiber> fibers;
  std::vector<Mail> mail;
  std::vector<Copies> copies;
  const char* refusal = nullptr;
  const std::function<void()>* body = nullptr;
  void* place[5];                         ///< where the scheduler goes on
  std::vector<void (*)(Mail*)> combines;  ///< what each warp is waiting to do
  void* sanitizer = nullptr;
  const void* stack = nullptr;
  std::size_t stack_size = 0;
};

Machine& machine() {
  thread_local Machine one;
  return one;
}

// Switches are plain jumps: swapcontext() would ask the kernel for the signal mask every time, and there are
// thousands for every product. The first entry alone needs a context.
__attribute__((noinline)) DOODLE_UNCHECKED void leave_to_scheduler(Fiber& fiber) {
  if (__builtin_setjmp(fiber.place) == 0) __builtin_longjmp(machine().place, 1);
}

__attribute__((noinline)) DOODLE_UNCHECKED void enter_fiber(Fiber& fiber) {
  if (__builtin_setjmp(machine().place) != 0) return;
  if (fiber.begun) __builtin_longjmp(fiber.place, 1);
  fiber.begun = true;
  setcontext(&fiber.context);
}

void to_scheduler([[maybe_unused]] bool ends) {
  Machine& m = machine();
  Fiber& fiber = m.fibers[static_cast<std::size_t>(m.now.thread)];
  DOODLE_BEFORE_SWITCH(ends ? nullptr : &fiber.sanitizer, m.stack, m.stack_size);
  leave_to_scheduler(fiber);
  DOODLE_AFTER_SWITCH(fiber.sanitizer, nullptr, nullptr);
}

void enter() {
  Machine& m = machine();
  DOODLE_AFTER_SWITCH(nullptr, &m.stack, &m.stack_size);
  (*m.body)();
  for (const auto& group : m.copies[static_cast<std::size_t>(m.now.thread)])
    if (!group.empty()) m.refusal = "a thread ends with copies that it has not waited for";
  m.fibers[static_cast<std::size_t>(m.now.thread)].waits = Wait::end;
  to_scheduler(true);
}

void begin(Fiber& fiber) {
  fiber.waits = Wait::none;
  fiber.begun = false;
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.get();
  fiber.context.uc_stack.ss_size = kStack;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, enter, 0);
}

/// Lets a thread go on to its next wait; false when it waits already.
bool go_on(int thread) {
  Machine& m = machine();
  Fiber& fiber = m.fibers[static_cast<std::size_t>(thread)];
  if (fiber.waits != Wait::none) return false;
  m.now.thread = thread;
  DOODLE_BEFORE_SWITCH(&m.sanitizer, fiber.stack.get(), kStack);
  enter_fiber(fiber);
  DOODLE_AFTER_SWITCH(m.sanitizer, nullptr, nullptr);
  if (m.refusal != nullptr) throw std::logic_error(m.refusal);
  return true;
}

/// Frees threads first .. end - 1 when all of them wait for `what`; what a warp waits for together is done
/// before.
bool release(int first, int end, Wait what) {
  Machine& m = machine();
  for (int i = first; i < end; ++i) {
    if (m.fibers[static_cast<std::size_t>(i)].waits != what) return false;
  }
  if (what == Wait::warp) {
    m.combines[static_cast<std::size_t>(first / kWarp)](&m.mail[static_cast<std::size_t>(first)]);
  }
  for (int i = first; i < end; ++i) m.fibers[static_cast<std::size_t>(i)].waits = Wait::none;
  return true;
}

bool ended(int threads) {
  for (int i = 0; i < threads; ++i) {
    if (machine().fibers[static_cast<std::size_t>(i)].waits != Wait::end) return false;
  }
  return true;
}

/// One warp, as far as it gets; with `once`, every thread one step.
bool run_warp(int first, int end, bool once) {
  bool moved = false;
  for (;;) {
    bool some = false;
    for (int i = first; i < end; ++i)
      some |= go_on(machine().schedule == Schedule::round ? first + end - 1 - i : i);
    some |= release(first, end, Wait::warp);
    moved |= some;
    if (!some || once) return moved;
  }
}

void run_block(int threads) {
  const Schedule schedule = machine().schedule;
  for (int i = 0; i < threads; ++i) {
    begin(machine().fibers[static_cast<std::size_t>(i)]);
    machine().copies[static_cast<std::size_t>(i)].assign(1, {});
  }
  const int warps = (threads + kWarp - 1) / kWarp;
  while (!ended(threads)) {
    bool moved = false;
    for (int w = 0; w < warps; ++w) {
      const int first = (schedule == Schedule::forward ? w : warps - 1 - w) * kWarp;
      moved |= run_warp(first, std::min(first + kWarp, threads), schedule == Schedule::round);
    }
    moved |= release(0, threads, Wait::block);
    if (!moved && !ended(threads)) throw std::logic_error("threads of a block wait for each other for ever");
  }
}

}  // namespace

void set_schedule(Schedule schedule) {
  machine().schedule = schedule;
}

Current& current() {
  return machine().now;
}

void wait(Wait what) {
  Machine& m = machine();
  m.fibers[static_cast<std::size_t>(m.now.thread)].waits = what;
  to_scheduler(false);
}

void refuse(const char* why) {
  machine().refusal = why;
  to_scheduler(false);
}

const unsigned char* combine_warp(const void* given, std::size_t size, void (*combine)(Mail* warp)) {
  Machine& m = machine();
  Mail& mail = m.mail[static_cast<std::size_t>(m.now.thread)];
  std::memcpy(mail.given, given, size);
  m.combines[static_cast<std::size_t>(m.now.thread / kWarp)] = combine;
  wait(Wait::warp);
  return mail.got;
}

namespace {

/// What holds on every device that the kernels are compiled for.
void check_grid(const Grid& grid) {
  constexpr std::size_t kMostBlocks = (std::size_t{1} << 31) - 1, kMostShared = 99 << 10;
  if (grid.blocks > kMostBlocks) throw std::logic_error("a launch of more than 2^31 - 1 blocks");
  if (grid.threads < 1 || grid.threads > 1024) throw std::logic_error("a block of more than 1024 threads");
  if (grid.shared > kMostShared) throw std::logic_error("a block with more than 99 KB of shared memory");
}

}  // namespace

void run(const Grid& grid, bool waits, const std::function<void()>& body) {
  check_grid(grid);
  Machine& m = machine();
  m.refusal = nullptr;
  const std::size_t threads = static_cast<std::size_t>(grid.threads);
  if (waits && m.fibers.size() < threads) m.fibers.resize(threads);
  if (m.mail.size() < threads) m.mail.resize(threads);
  if (m.copies.size() < threads) m.copies.resize(threads);
  m.combines.resize(m.mail.size() / kWarp + 1);
  m.body = &body;
  for (int block = 0; block < static_cast<int>(grid.blocks); ++block) {
    // Fresh, and not zero: what a kernel forgets to write shows, and what it writes beyond the end is seen.
    const std::unique_ptr<unsigned char, void (*)(void*)> shared(
        static_cast<unsigned char*>(::operator new (grid.shared + 1, std::align_val_t{16})),
        [](void* memory) { ::operator delete (memory, std::align_val_t{16}); });
    std::memset(shared.get(), 0xa5, grid.shared);
    m.now = {0, block, grid.threads, shared.get()};
    if (waits) {
      run_block(grid.threads);
      continue;
    }
    for (m.now.thread = 0; m.now.thread < grid.threads; ++m.now.thread) body();
  }
}

namespace {

struct Fragments {
  unsigned a[4], b[2];
  float c[4];
};

/// Of every fp16 number: there are thousands to convert for every product.
const float* half_values() {
  static const std::vector<float> values = [] {
    std::vector<float> all(1 << 16);
    for (std::size_t bits = 0; bits < all.size(); ++bits)
      all[bits] = half_to_float(static_cast<std::uint16_t>(bits));
    return all;
  }();
  return values.data();
}

/// The 16x16 and 16x8 halfs that a warp's fragments hold, and the product added to c.
void multiply_fragments(Mail* warp) {
  const float* halfs = half_values();
  Fragments all[kWarp];
  float left[16][16], right[16][8];
  for (int lane = 0; lane < kWarp; ++lane) {
    Fragments& mine = all[lane];
    std::memcpy(&mine, warp[lane].given, sizeof mine);
    const int group = lane >> 2, first = (lane & 3) * 2;
    for (int odd = 0; odd < 2; ++odd) {
      const auto half = [&](unsigned pair) { return halfs[(pair >> (16 * odd)) & 0xffffu]; };
      for (int i = 0; i < 4; ++i) left[group + (i & 1) * 8][first + odd + (i >> 1) * 8] = half(mine.a[i]);
      for (int i = 0; i < 2; ++i) right[first + odd + i * 8][group] = half(mine.b[i]);
    }
  }
  float sum[16][8];
  for (int lane = 0; lane < kWarp; ++lane)
    for (int i = 0; i < 4; ++i) sum[(lane >> 2) + (i >> 1) * 8][(lane & 3) * 2 + (i & 1)] = all[lane].c[i];
  for (int y = 0; y < 16; ++y)
    for (int k = 0; k < 16; ++k)
      for (int x = 0; x < 8; ++x) sum[y][x] += left[y][k] * right[k][x];
  for (int lane = 0; lane < kWarp; ++lane) {
    for (int i = 0; i < 4; ++i) all[lane].c[i] = sum[(lane >> 2) + (i >> 1) * 8][(lane & 3) * 2 + (i & 1)];
    std::memcpy(warp[lane].got, all[lane].c, sizeof all[lane].c);
  }
}

/// Row r of matrix i lies where lane 8i + r says.
void load_rows(Mail* warp) {
  for (int lane = 0; lane < kWarp; ++lane) {
    for (int i = 0; i < 4; ++i) {
      const unsigned char* row;
      std::memcpy(&row, warp[8 * i + (lane >> 2)].given, sizeof row);
      std::memcpy(warp[lane].got + 4 * i, row + 4 * (lane & 3), 4);
    }
  }
}

bool aligned(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0;
}

void land(const Copy& copy) {
  if (copy.from == nullptr)
    std::memset(copy.to, 0, 16);
  else
    std::memcpy(copy.to, copy.from, 16);
}

Copies& my_copies() {
  return machine().copies[static_cast<std::size_t>(machine().now.thread)];
}

}  // namespace

void load_matrices(unsigned (&to)[4], const void* row) {
  if (!aligned(row)) refuse("load_matrices: a row is not aligned to 16 bytes");
  std::memcpy(to, combine_warp(&row, sizeof row, load_rows), sizeof to);
}

void copy_async(void* shared, const void* global, bool there) {
  if (!aligned(shared) || !aligned(global)) refuse("copy_async: an address is not aligned to 16 bytes");
  const Copy copy{shared, there ? global : nullptr};
  if (machine().schedule == Schedule::reverse)
    land(copy);
  else
    my_copies().back().push_back(copy);
}

void commit_copies() {
  my_copies().emplace_back();
}

void wait_for_copies(int left) {
  Copies& groups = my_copies();
  while (static_cast<int>(groups.size()) - 1 > left) {
    for (const Copy& copy : groups.front()) land(copy);
    groups.erase(groups.begin());
  }
}

void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  Fragments mine;
  std::memcpy(mine.a, a, sizeof a);
  std::memcpy(mine.b, b, sizeof b);
  std::memcpy(mine.c, c, sizeof c);
  std::memcpy(c, combine_warp(&mine, sizeof mine, multiply_fragments), sizeof c);
}

}  // namespace doodle::cuda::emulation
