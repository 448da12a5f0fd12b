#pragma once

#include <cstddef>
#include <cstdint>

#include "base/host_device.h"

// What kernels are written in. nvcc compiles it for the device; a host compiler makes it run on the
// emulation, thread by thread, so that tests and sanitisers see every kernel without a GPU.
//
// A kernel is a struct of its arguments with `DOODLE_DEVICE void operator()() const`; launch.h starts it. One
// that waits for other threads says so with `static constexpr bool waits = true`.

#if defined(__CUDACC__)

#include <cuda_fp16.h>

#define DOODLE_DEVICE __device__ __forceinline__
#define DOODLE_UNROLL _Pragma("unroll")
#define DOODLE_ROLLED _Pragma("unroll 1")

namespace doodle::cuda {

DOODLE_DEVICE int thread_index() {
  return static_cast<int>(threadIdx.x);
}
DOODLE_DEVICE int block_index() {
  return static_cast<int>(blockIdx.x);
}
DOODLE_DEVICE int threads() {
  return static_cast<int>(blockDim.x);
}
/// Waits for all threads of the block.
DOODLE_DEVICE void barrier() {
  __syncthreads();
}
/// The block's shared memory, aligned to 1024 bytes.
DOODLE_DEVICE unsigned char* shared_memory() {
  extern __shared__ __align__(1024) unsigned char memory[];
  return memory;
}
/// `value` of the thread of the same warp whose lane differs by `mask`'s bits. All 32 threads take part.
template <class T>
DOODLE_DEVICE T shuffle_xor(T value, int mask) {
  return __shfl_xor_sync(0xffffffffu, value, mask);
}
/// `value` of the thread of the same warp that is number `from` in it. All 32 threads take part.
template <class T>
DOODLE_DEVICE T shuffle(T value, int from) {
  return __shfl_sync(0xffffffffu, value, from);
}
/// Whether that is so for any thread of the warp. All 32 threads take part.
DOODLE_DEVICE bool any_of_warp(bool here) {
  return __any_sync(0xffffffffu, here) != 0;
}
/// Makes *to at least `value`. Looks first: what is there only grows, and most values are no greater.
template <class T>
DOODLE_DEVICE void raise(T* to, T value) {
  if (value > *static_cast<volatile const T*>(to)) atomicMax(to, value);
}
/// What is at an address that others may raise meanwhile, or was a little before.
template <class T>
DOODLE_DEVICE T peek(const T* from) {
  return __ldcg(from);
}
/// Makes *to at least `value`, where `seen` was there before.
template <class T>
DOODLE_DEVICE void raise(T* to, T value, T seen) {
  if (value > seen) atomicMax(to, value);
}
/// (Without a branch, which would cost more than the rest.)
DOODLE_DEVICE void raise(unsigned* to, unsigned value, unsigned seen) {
  asm volatile(
      "{\n"
      ".reg .pred greater;\n"
      "setp.gt.u32 greater, %1, %2;\n"
      "@greater red.global.max.u32 [%0], %1;\n"
      "}\n" ::"l"(to),
      "r"(value), "r"(seen)
      : "memory");
}
/// The value, made once: compilers that run out of registers would rather work it out again every time.
DOODLE_DEVICE int worked_out(int value) {
  asm volatile("" : "+r"(value));
  return value;
}
DOODLE_DEVICE void count_one(unsigned* to) {
  atomicAdd(to, 1u);
}
DOODLE_DEVICE std::uint16_t half_bits(float value) {
  return __half_as_ushort(__float2half_rn(value));
}
DOODLE_DEVICE float half_value(std::uint16_t bits) {
  return __half2float(__ushort_as_half(bits));
}
/// Four 8x8 matrices of halfs from shared memory: lane 8i + r names row r of matrix i (16 bytes, aligned); of
/// every matrix lane 4r + c gets the pair c of row r. (PTX's ldmatrix.x4.)
DOODLE_DEVICE void load_matrices(unsigned (&to)[4], const void* row) {
  const unsigned at = static_cast<unsigned>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(at)
               : "memory");
}
/// Begins to copy 16 bytes, aligned, to shared memory; zeros unless `there`.
DOODLE_DEVICE void copy_async(void* shared, const void* global, bool there) {
  const unsigned at = static_cast<unsigned>(__cvta_generic_to_shared(shared));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(at), "l"(global), "r"(there ? 16 : 0)
               : "memory");
}
/// The copies begun since the last call are a group.
DOODLE_DEVICE void commit_copies() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}
/// Waits until all but the newest `left` of this thread's groups have arrived; others see them after a
/// barrier.
template <int left>
DOODLE_DEVICE void wait_for_copies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(left) : "memory");
}
/// c += a * b for 16x16 a, 16x8 b of fp16, c of fp32, spread over a warp as PTX's mma.m16n8k16 has them.
DOODLE_DEVICE void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

}  // namespace doodle::cuda

#else

#include "emulation/emulation.h"
#include "kernels/half.h"

#define DOODLE_DEVICE inline
#define DOODLE_UNROLL
#define DOODLE_ROLLED

namespace doodle::cuda {

inline int thread_index() {
  return emulation::current().thread;
}
inline int block_index() {
  return emulation::current().block;
}
inline int threads() {
  return emulation::current().threads;
}
inline void barrier() {
  emulation::wait(emulation::Wait::block);
}
inline unsigned char* shared_memory() {
  return emulation::current().shared;
}
template <class T>
T shuffle(T value, int from) {
  return emulation::exchange(value, from);
}
template <class T>
T shuffle_xor(T value, int mask) {
  return emulation::exchange(value, (thread_index() & 31) ^ mask);
}
inline bool any_of_warp(bool here) {
  for (int mask = 16; mask > 0; mask /= 2) {
    const bool there = shuffle_xor(here, mask);
    here = here || there;
  }
  return here;
}
// One thread runs at a time.
template <class T>
void raise(T* to, T value) {
  if (value > *to) *to = value;
}
template <class T>
T peek(const T* from) {
  return *from;
}
template <class T>
void raise(T* to, T value, T seen) {
  if (value > seen) raise(to, value);
}
inline int worked_out(int value) {
  return value;
}
inline void count_one(unsigned* to) {
  ++*to;
}
inline std::uint16_t half_bits(float value) {
  return float_to_half(value);
}
inline float half_value(std::uint16_t bits) {
  return half_to_float(bits);
}
inline void load_matrices(unsigned (&to)[4], const void* row) {
  emulation::load_matrices(to, row);
}
inline void copy_async(void* shared, const void* global, bool there) {
  emulation::copy_async(shared, global, there);
}
inline void commit_copies() {
  emulation::commit_copies();
}
template <int left>
void wait_for_copies() {
  emulation::wait_for_copies(left);
}
inline void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  emulation::multiply_tiles(c, a, b);
}

}  // namespace doodle::cuda

#endif

namespace doodle::cuda {

DOODLE_DEVICE int lane() {
  return thread_index() & 31;
}
DOODLE_DEVICE int warp_index() {
  return thread_index() >> 5;
}
/// The sum of the warp's values, the same for all of its threads. All 32 take part.
template <class T>
DOODLE_DEVICE T sum_over_warp(T value) {
  DOODLE_UNROLL for (int mask = 16; mask > 0; mask /= 2) value += shuffle_xor(value, mask);
  return value;
}

}  // namespace doodle::cuda
