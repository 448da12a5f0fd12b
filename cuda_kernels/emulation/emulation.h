#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <functional>

/// Blocks, threads, barriers, shared memory and warps on one host thread. Every device thread is a fiber;
/// which one goes on is the schedule's choice, so that a test can run a kernel in several and see a barrier
/// that is missing.
namespace doodle::cuda::emulation {

/// In which order threads of a block go on: warp after warp to the next barrier, the same from the last warp
/// to the first, or thread by thread in turn from the last to the first.
enum class Schedule { forward, reverse, round };

/// The schedule of the launches to come; `forward` at first.
void set_schedule(Schedule schedule);

/// The thread that runs now.
struct Current {
  int thread = 0, block = 0, threads = 1;
  unsigned char* shared = nullptr;
};
Current& current();

/// What a thread waits for: all threads of its block, or of its warp.
enum class Wait { none, block, warp, end };
void wait(Wait what);

/// What a thread gives to, and gets from, an operation of its whole warp.
struct Mail {
  alignas(16) unsigned char given[48];
  alignas(16) unsigned char got[16];
};

/// Gives `size` bytes; when all threads of the warp have, `combine` is called once with the mail of its 32
/// threads and fills in what each of them gets.
const unsigned char* combine_warp(const void* given, std::size_t size, void (*combine)(Mail* warp));

struct Grid {
  int blocks = 1, threads = 1;
  std::size_t shared = 0;  ///< bytes
};

/// Runs `body` once per thread. With `waits` threads are fibers; without, plain calls. Throws
/// std::logic_error when threads wait for each other for ever.
void run(const Grid& grid, bool waits, const std::function<void()>& body);

/// `value` of the thread of the same warp whose lane differs by the bits of `mask`.
template <class T>
T exchange(T value, int mask) {
  struct Given {
    T value;
    int mask;
  };
  const Given given{value, mask};
  const unsigned char* got = combine_warp(&given, sizeof given, [](Mail* warp) {
    for (int lane = 0; lane < 32; ++lane) {
      Given mine, other;
      std::memcpy(&mine, warp[lane].given, sizeof mine);
      std::memcpy(&other, warp[lane ^ mine.mask].given, sizeof other);
      std::memcpy(warp[lane].got, &other.value, sizeof(T));
    }
  });
  std::memcpy(&value, got, sizeof value);
  return value;
}

/// mma.m16n8k16 with the true layout of its fragments (PTX ISA, "Matrix fragments for mma.m16n8k16").
void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]);

}  // namespace doodle::cuda::emulation
