#include "emulation/emulation.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include "emulation/copies.h"
#include "emulation/fiber.h"

namespace doodle::cuda::emulation {
namespace {

constexpr int kWarp = 32;

/// A device thread.
struct Thread {
  Fiber fiber;
  Wait waits = Wait::none;
};

/// What $DOODLE_SCHEDULE names, or forward.
Schedule first_schedule() {
  const char* const name = std::getenv("DOODLE_SCHEDULE");
  if (name == nullptr) return Schedule::forward;
  return std::strcmp(name, "reverse") == 0 ? Schedule::reverse : Schedule::round;
}

/// One block at a time; its threads are kept for the next.
struct Machine {
  Current now;
  Schedule schedule = first_schedule();
  std::vector<Thread> threads;
  std::vector<Mail> mail;
  std::vector<Copies> copies;
  const char* refusal = nullptr;
  const std::function<void()>* body = nullptr;
  std::vector<void (*)(Mail*)> combines;  ///< what each warp is waiting to do
};

Machine& machine() {
  thread_local Machine one;
  return one;
}

Thread& this_thread() {
  return machine().threads[static_cast<std::size_t>(machine().now.thread)];
}

/// What a device thread is.
void run_thread() {
  Machine& m = machine();
  this_thread().fiber.entered();
  (*m.body)();
  if (m.copies[static_cast<std::size_t>(m.now.thread)].any())
    m.refusal = "a thread ends with copies that it has not waited for";
  this_thread().waits = Wait::end;
  this_thread().fiber.yield(true);
}

/// Lets a thread go on to its next wait; false when it waits already.
bool go_on(int thread) {
  Machine& m = machine();
  Thread& one = m.threads[static_cast<std::size_t>(thread)];
  if (one.waits != Wait::none) return false;
  m.now.thread = thread;
  one.fiber.resume();
  if (m.refusal != nullptr) throw std::logic_error(m.refusal);
  return true;
}

/// Frees threads first .. end - 1 when all of them wait for `what`; what a warp waits for together is done
/// before.
bool release(int first, int end, Wait what) {
  Machine& m = machine();
  for (int i = first; i < end; ++i) {
    if (m.threads[static_cast<std::size_t>(i)].waits != what) return false;
  }
  if (what == Wait::warp) {
    m.combines[static_cast<std::size_t>(first / kWarp)](&m.mail[static_cast<std::size_t>(first)]);
  }
  for (int i = first; i < end; ++i) m.threads[static_cast<std::size_t>(i)].waits = Wait::none;
  return true;
}

bool ended(int threads) {
  for (int i = 0; i < threads; ++i) {
    if (machine().threads[static_cast<std::size_t>(i)].waits != Wait::end) return false;
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
    Thread& thread = machine().threads[static_cast<std::size_t>(i)];
    thread.waits = Wait::none;
    thread.fiber.begin(run_thread);
    machine().copies[static_cast<std::size_t>(i)] = {};
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

Schedule schedule() {
  return machine().schedule;
}

Current& current() {
  return machine().now;
}

void wait(Wait what) {
  this_thread().waits = what;
  this_thread().fiber.yield(false);
}

void refuse(const char* why) {
  machine().refusal = why;
  this_thread().fiber.yield(false);
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
  if (waits && m.threads.size() < threads) m.threads.resize(threads);
  if (m.mail.size() < threads) m.mail.resize(threads);
  if (m.copies.size() < threads) m.copies.resize(threads);
  m.combines.resize(m.mail.size() / kWarp + 1);
  m.body = &body;
  const bool backwards = m.schedule != Schedule::forward;
  const int blocks = static_cast<int>(grid.blocks);
  for (int i = 0; i < blocks; ++i) {
    const int block = backwards ? blocks - 1 - i : i;
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
    for (int t = 0; t < grid.threads; ++t) {
      m.now.thread = backwards ? grid.threads - 1 - t : t;
      body();
    }
  }
}

namespace {

bool aligned(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0;
}

Copies& my_copies() {
  return machine().copies[static_cast<std::size_t>(machine().now.thread)];
}

}  // namespace

void copy_async(void* shared, const void* global, bool there) {
  if (!aligned(shared) || !aligned(global)) refuse("copy_async: an address is not aligned to 16 bytes");
  const Copy copy{shared, there ? global : nullptr};
  if (machine().schedule == Schedule::reverse)
    copy.land();
  else
    my_copies().add(copy);
}

void commit_copies() {
  my_copies().commit();
}

void wait_for_copies(int left) {
  my_copies().wait(left);
}

}  // namespace doodle::cuda::emulation
