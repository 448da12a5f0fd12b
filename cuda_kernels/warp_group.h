#pragma once

#include "tensor_tile.h"

// What sm_90a has beyond device.h: products of a group of four warps (PTX's wgmma), whose operands wait in
// shared memory and which go on while the group does something else; copies of whole panels (cp.async.bulk);
// and gates (mbarrier), at which threads wait for these and for each other.
namespace doodle::cuda {

/// A warp's quarter of a group's product: 16 of 64 rows times 128 columns.
using GroupTile = WarpTile<1, 16>;
inline constexpr int kGroupRows = 64, kGroupColumns = 128;

/// In shared memory. A phase ends when as many threads have arrived as the gate was opened for and all bytes
/// that were announced are there; then the next begins. Phases are told apart by their parity.
struct alignas(8) Gate {
  std::uint64_t state;
};

}  // namespace doodle::cuda

#if defined(__CUDACC__)

namespace doodle::cuda {

/// Whether code for this architecture may use what follows.
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
inline constexpr bool kWarpGroups = true;
#else
inline constexpr bool kWarpGroups = false;
#endif

/// In this block's shared memory; as the address of another block of a cluster may be, it would have that
/// one's number above.
DOODLE_DEVICE unsigned shared_address(const void* shared) {
  return static_cast<unsigned>(__cvta_generic_to_shared(shared)) & 0xffffff;
}
/// By one thread; others may use the gates after publish_gates() of that one and a barrier.
DOODLE_DEVICE void open_gate(Gate& gate, int arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(&gate)), "r"(arrivals)
               : "memory");
}
DOODLE_DEVICE void publish_gates() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}
/// What this thread did before is seen by those who wait.
DOODLE_DEVICE void arrive(Gate& gate) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(&gate)) : "memory");
}
/// Arrives, and announces bytes.
DOODLE_DEVICE void arrive_for(Gate& gate, int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&gate)),
               "r"(bytes)
               : "memory");
}
/// Waits for the end of the current phase if that is of this parity, else not at all: it has ended.
DOODLE_DEVICE void wait_at(Gate& gate, int parity) {
  asm volatile(
      "{\n"
      ".reg .pred done;\n"
      "again:\n"
      "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
      "@done bra passed;\n"
      "bra again;\n"
      "passed:\n"
      "}\n" ::"r"(shared_address(&gate)),
      "r"(parity)
      : "memory");
}
/// Begins to copy bytes (16 at a time, aligned) to shared memory, which were announced at the gate.
DOODLE_DEVICE void copy_panel_async(void* shared, const void* global, int bytes, Gate& gate) {
  asm volatile(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(
          shared_address(shared)),
      "l"(global), "r"(bytes), "r"(shared_address(&gate))
      : "memory");
}
/// True for one of the warp's threads, all of which ask.
DOODLE_DEVICE bool elected() {
  int is;
  asm volatile(
      "{\n"
      ".reg .pred one;\n"
      "elect.sync _|one, 0xffffffff;\n"
      "selp.s32 %0, 1, 0, one;\n"
      "}\n"
      : "=r"(is));
  return is != 0;
}
/// Waits for the threads of this warp; what they did before is seen by all of them.
DOODLE_DEVICE void warp_barrier() {
  __syncwarp();
}

/// Soon to be looked at by glance().
DOODLE_DEVICE void prefetch(const void* from) {
  asm volatile("prefetch.global.L1 [%0];" ::"l"(from));
}
/// What was at an address before or is now, where others may raise it meanwhile.
DOODLE_DEVICE unsigned glance(const unsigned* from) {
  unsigned value;
  asm volatile("ld.global.ca.u32 %0, [%1];" : "=r"(value) : "l"(from));
  return value;
}

/// How many registers a thread of this group may have from now on; all of its threads. What one group gives
/// up another may take.
template <int count>
DOODLE_DEVICE void set_registers() {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  if constexpr (count < 168)
    asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(count));
  else
    asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(count));
#endif
}

/// Before the first of some products: sums that were changed since are theirs.
DOODLE_DEVICE void begin_products() {
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}
/// Those begun since the last call are a group.
DOODLE_DEVICE void commit_products() {
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}
/// Waits until all but the newest `left` groups are done: their sums are there, their rows have been read.
template <int left>
DOODLE_DEVICE void wait_for_products() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(left) : "memory");
}

/// Rows of kTileDepth halfs in shared memory, pieces as piece_place() puts them (128-byte swizzle), from a
/// multiple of 1024 bytes on: what wgmma is told of them, without what is the same for all.
struct GroupRows {
  unsigned low;
};
DOODLE_DEVICE GroupRows describe_rows(const std::uint16_t* rows) {
  return {(shared_address(rows) & 0x3ffff) >> 4 | 1u << 16};
}

/// Begins sums = product of values k .. k + 15 of each of kGroupRows rows on the left and kGroupColumns on
/// the right; with `add` it is added to the sums. All threads of the group.
template <bool add>
DOODLE_DEVICE void multiply_group(GroupTile& sums, GroupRows left, GroupRows right, int k) {
  constexpr unsigned kEightRows = 8 * kTileDepth * sizeof(std::uint16_t) >> 4, kSwizzle128 = 1;
  float(&d)[16][4] = sums.value[0];
  // clang-format off
#define DOODLE_PRODUCT(add)                                                                        \
  "{\n"                                                                                            \
  ".reg .b64 left, right;\n"                                                                       \
  "mov.b64 left, {%64, %66};\n"                                                                    \
  "mov.b64 right, {%65, %66};\n"                                                                   \
  "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 "                                           \
  "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "                        \
  "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "               \
  "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "               \
  "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, "              \
  "left, right, " add ", 1, 1, 0, 0;\n"                                                            \
  "}\n"
#define DOODLE_FOUR(is, n) is "f"(d[n][0]), is "f"(d[n][1]), is "f"(d[n][2]), is "f"(d[n][3])
#define DOODLE_SUMS(is)                                                                            \
  DOODLE_FOUR(is, 0), DOODLE_FOUR(is, 1), DOODLE_FOUR(is, 2), DOODLE_FOUR(is, 3),                  \
  DOODLE_FOUR(is, 4), DOODLE_FOUR(is, 5), DOODLE_FOUR(is, 6), DOODLE_FOUR(is, 7),                  \
  DOODLE_FOUR(is, 8), DOODLE_FOUR(is, 9), DOODLE_FOUR(is, 10), DOODLE_FOUR(is, 11),                \
  DOODLE_FOUR(is, 12), DOODLE_FOUR(is, 13), DOODLE_FOUR(is, 14), DOODLE_FOUR(is, 15)
  const unsigned further = static_cast<unsigned>(k) * sizeof(std::uint16_t) >> 4;
  if constexpr (add)
    asm volatile(DOODLE_PRODUCT("1") : DOODLE_SUMS("+")
                 : "r"(left.low + further), "r"(right.low + further), "n"(kEightRows | kSwizzle128 << 30));
  else
    asm volatile(DOODLE_PRODUCT("0") : DOODLE_SUMS("=")
                 : "r"(left.low + further), "r"(right.low + further), "n"(kEightRows | kSwizzle128 << 30));
#undef DOODLE_PRODUCT
#undef DOODLE_FOUR
#undef DOODLE_SUMS
  // clang-format on
}

}  // namespace doodle::cuda

#else

#include "emulation/warp_group.h"

#endif
