#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>

/// Blocks, threads, barriers, shared memory and warps on one host thread. Every device thread is a fiber;
/// which one goes on is the schedule's choice, so that a test can run a kernel in several and see a barrier
/// that is missing.
namespace doodle::cuda::emulation {

/// In which order threads of a block go on: warp after warp to the next barrier, the same from the last warp
/// to the first, or thread by thread in turn from the last to the first. Blocks, and threads that do not wait
/// for each other, go from the first to the last or, in the other schedules, from the last to the first.
enum class Schedule { forward, reverse, round };

/// The schedule of the launches to come; at first what $DOODLE_SCHEDULE names (`reverse` or `round`), or
/// `forward`.
void set_schedule(Schedule schedule);
Schedule schedule();

/// The thread that runs now.
struct Current {
  int thread = 0, block = 0, threads = 1;
  unsigned char* shared = nullptr;
};
Current& current();

/// What a thread waits for: all threads of its block, or of its warp, or what others are to do.
enum class Wait { none, block, warp, others, end };
void wait(Wait what);
/// Until `done` says so, which is asked again and again.
void wait_until(const std::function<bool()>& done);

/// What a thread gives to, and gets from, an operation of its whole warp.
struct Mail {
  alignas(16) unsigned char given[48];
  alignas(16) unsigned char got[16];
};

/// Gives `size` bytes; when all threads of the warp have, `combine` is called once with the mail of its 32
/// threads and fills in what each of them gets.
const unsigned char* combine_warp(const void* given, std::size_t size, void (*combine)(Mail* warp));

struct Grid {
  std::size_t blocks = 1;
  int threads = 1;
  std::size_t shared = 0;  ///< bytes
  bool groups = false;     ///< for devices that do what warp_group.h has
};

/// Runs `body` once per thread. With `waits` threads are fibers; without, plain calls. Throws
/// std::logic_error when threads wait for each other for ever, and for what devices do not allow: too many
/// blocks, threads or bytes of shared memory, addresses that are not aligned, copies without a wait.
void run(const Grid& grid, bool waits, const std::function<void()>& body);

/// Enqueues that on the device in use, with the schedule of now (runtime.h).
void launch(const Grid& grid, bool waits, std::function<void()> body);

/// Ends the launch: run() throws std::logic_error with this message. For what a device would not allow.
void refuse(const char* why);

/// `value` of the thread of the same warp that is number `from` in it.
template <class T>
T exchange(T value, int from) {
  struct Given {
    T value;
    int from;
  };
  const Given given{value, from};
  const unsigned char* got = combine_warp(&given, sizeof given, [](Mail* warp) {
    for (int lane = 0; lane < 32; ++lane) {
      Given mine, other;
      std::memcpy(&mine, warp[lane].given, sizeof mine);
      std::memcpy(&other, warp[mine.from].given, sizeof other);
      std::memcpy(warp[lane].got, &other.value, sizeof(T));
    }
  });
  std::memcpy(&value, got, sizeof value);
  return value;
}

/// ldmatrix.x4: four 8x8 matrices of halfs. Lane 8i + r gives where row r of matrix i lies; of every matrix
/// lane 4r + c gets the pair c of row r.
void load_matrices(unsigned (&to)[4], const void* row);

/// cp.async of 16 bytes (zeros unless `there`), cp.async.commit_group and cp.async.wait_group. The bytes
/// arrive as late as allowed, at the wait; in schedule `reverse` as early, at once.
void copy_async(void* shared, const void* global, bool there);
void commit_copies();
void wait_for_copies(int left);

/// mma.m16n8k16 with the true layout of its fragments (PTX ISA, "Matrix fragments for mma.m16n8k16").
void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]);

/// mbarrier: how many threads have still to arrive, what is still to be copied, and which phase it is.
void open_gate(std::uint64_t& gate, int arrivals);
void arrive(std::uint64_t& gate, int bytes);
void wait_at(std::uint64_t& gate, int parity);
/// cp.async.bulk: arrives as late as allowed, when somebody waits at the gate and nothing else is missing; in
/// schedule `reverse` at once.
void copy_panel_async(void* shared, const void* global, int bytes, std::uint64_t& gate);

/// wgmma, the part of one thread: sums[n][i] of rows and columns as WarpTile has them, of rows of halfs as
/// piece_place() puts them. Done as late as allowed, at the wait; in schedule `reverse` at once.
void multiply_group(float (&sums)[16][4], const std::uint16_t* left, const std::uint16_t* right, int k,
                    bool add);
void commit_products();
void wait_for_products(int left);

}  // namespace doodle::cuda::emulation
