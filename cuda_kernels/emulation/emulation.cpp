#include "emulation/emulation.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include "emulation/fiber.h"
#include "emulation/group_product.h"
#include "emulation/under_way.h"

namespace doodle::cuda::emulation {
namespace {

constexpr int kWarp = 32;

/// A device thread.
struct Thread {
  Fiber fiber;
  Wait waits = Wait::none;
  const std::function<bool()>* done = nullptr;  ///< what it waits for others to do
  UnderWay<Copy> copies;
  UnderWay<GroupProduct> products;
};

/// What $DOODLE_SCHEDULE names, or forward.
Schedule first_schedule() {
  const char* const name = std::getenv("DOODLE_SCHEDULE");
  if (name == nullptr) return Schedule::forward;
  return std::strcmp(name, "reverse") == 0 ? Schedule::reverse : Schedule::round;
}

/// A copy that a gate waits for.
struct PanelCopy {
  Copy copy;
  const std::uint64_t* gate;
};

/// One block at a time; its threads are kept for the next.
struct Machine {
  Current now;
  Schedule schedule = first_schedule();
  std::vector<Thread> threads;
  std::vector<Mail> mail;
  std::vector<PanelCopy> panels;  ///< under way
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
  if (this_thread().copies.any()) m.refusal = "a thread ends with copies that it has not waited for";
  if (this_thread().products.any()) m.refusal = "a thread ends with products that it has not waited for";
  this_thread().waits = Wait::end;
  this_thread().fiber.yield(true);
}

/// Lets a thread go on to its next wait; false when it waits already.
bool go_on(int thread) {
  Machine& m = machine();
  Thread& one = m.threads[static_cast<std::size_t>(thread)];
  if (one.waits == Wait::others && (*one.done)()) one.waits = Wait::none;
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
    thread.copies = {};
    thread.products = {};
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
  if (!machine().panels.empty()) throw std::logic_error("a block ends with copies that nobody waited for");
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

void wait_until(const std::function<bool()>& done) {
  if (done()) return;
  this_thread().done = &done;
  wait(Wait::others);
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

/// What holds on every device that the kernels are compiled for, or on those that multiply in groups.
void check_grid(const Grid& grid) {
  constexpr std::size_t kMostBlocks = (std::size_t{1} << 31) - 1;
  const std::size_t most_shared = (grid.groups ? 227 : 99) << 10;
  if (grid.blocks > kMostBlocks) throw std::logic_error("a launch of more than 2^31 - 1 blocks");
  if (grid.threads < 1 || grid.threads > 1024) throw std::logic_error("a block of more than 1024 threads");
  if (grid.shared > most_shared) throw std::logic_error("a block with more shared memory than there is");
}

}  // namespace

void run(const Grid& grid, bool waits, const std::function<void()>& body) {
  check_grid(grid);
  Machine& m = machine();
  m.refusal = nullptr;
  const std::size_t threads = static_cast<std::size_t>(grid.threads);
  if (waits && m.threads.size() < threads) m.threads.resize(threads);
  if (m.mail.size() < threads) m.mail.resize(threads);
  m.panels.clear();
  m.combines.resize(m.mail.size() / kWarp + 1);
  m.body = &body;
  const bool backwards = m.schedule != Schedule::forward;
  const int blocks = static_cast<int>(grid.blocks);
  for (int i = 0; i < blocks; ++i) {
    const int block = backwards ? blocks - 1 - i : i;
    // Fresh, and not zero: what a kernel forgets to write shows, and what it writes beyond the end is seen.
    constexpr std::align_val_t kAligned{1024};
    const std::unique_ptr<unsigned char, void (*)(void*)> shared(
        static_cast<unsigned char*>(::operator new(grid.shared + 1, kAligned)),
        [](void* memory) { ::operator delete(memory, kAligned); });
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

bool at_once() {
  return machine().schedule == Schedule::reverse;
}

/// Does it now, or as late as allowed.
template <class Work>
void begin(const Work& work, UnderWay<Work>& under_way) {
  if (at_once())
    work.finish();
  else
    under_way.add(work);
}

}  // namespace

void copy_async(void* shared, const void* global, bool there) {
  if (!aligned(shared) || !aligned(global)) refuse("copy_async: an address is not aligned to 16 bytes");
  begin(Copy{shared, there ? global : nullptr}, this_thread().copies);
}

void commit_copies() {
  this_thread().copies.commit();
}

void wait_for_copies(int left) {
  this_thread().copies.wait(left);
}

namespace {

/// What a gate's 64 bits mean here.
struct GateState {
  std::uint16_t arrivals, missing;  ///< of a phase; of this one
  std::int32_t bytes : 31;          ///< announced, less those that are there
  std::uint32_t parity : 1;
};
static_assert(sizeof(GateState) == sizeof(std::uint64_t));

/// body(state) on a gate; begins the next phase where this one is over.
template <class Body>
void change(std::uint64_t& gate, const Body& body) {
  auto state = std::bit_cast<GateState>(gate);
  body(state);
  if (state.missing == 0 && state.bytes == 0) {
    state.missing = state.arrivals;
    state.parity ^= 1u;
  }
  gate = std::bit_cast<std::uint64_t>(state);
}

/// Copies that the gate waits for, now.
void finish_panels(std::uint64_t& gate) {
  std::vector<PanelCopy>& panels = machine().panels;
  for (std::size_t i = 0; i < panels.size();) {
    if (panels[i].gate != &gate) {
      ++i;
      continue;
    }
    const PanelCopy panel = panels[i];
    panels.erase(panels.begin() + static_cast<std::ptrdiff_t>(i));
    panel.copy.finish();
    change(gate, [&](GateState& state) { state.bytes -= static_cast<std::int32_t>(panel.copy.bytes); });
  }
}

}  // namespace

void open_gate(std::uint64_t& gate, int arrivals) {
  const auto count = static_cast<std::uint16_t>(arrivals);
  gate = std::bit_cast<std::uint64_t>(GateState{count, count, 0, 0});
}

void arrive(std::uint64_t& gate, int bytes) {
  change(gate, [&](GateState& state) {
    if (state.missing == 0) refuse("more threads arrive at a gate than it was opened for");
    --state.missing;
    state.bytes += bytes;
  });
}

void wait_at(std::uint64_t& gate, int parity) {
  wait_until([&gate, parity] {
    const auto passed = [&] {
      return std::bit_cast<GateState>(gate).parity != static_cast<unsigned>(parity);
    };
    if (!passed() && std::bit_cast<GateState>(gate).missing == 0) finish_panels(gate);
    return passed();
  });
}

void copy_panel_async(void* shared, const void* global, int bytes, std::uint64_t& gate) {
  if (!aligned(shared) || !aligned(global) || bytes % 16 != 0)
    refuse("copy_panel_async: not aligned to 16 bytes");
  machine().panels.push_back({{shared, global, static_cast<std::size_t>(bytes)}, &gate});
  if (at_once()) finish_panels(gate);
}

void multiply_group(float (&sums)[16][4], const std::uint16_t* left, const std::uint16_t* right, int k,
                    bool add) {
  if (reinterpret_cast<std::uintptr_t>(left) % 1024 != 0 ||
      reinterpret_cast<std::uintptr_t>(right) % 1024 != 0)
    refuse("multiply_group: rows are not aligned to 1024 bytes");
  begin(GroupProduct{sums, left, right, k, add, machine().now.thread % 128}, this_thread().products);
}

void commit_products() {
  this_thread().products.commit();
}

void wait_for_products(int left) {
  this_thread().products.wait(left);
}

}  // namespace doodle::cuda::emulation
