#include "backend/cpu/match_kernels_body.h"
#include "backend/cpu/match_vector_avx512.h"

namespace doodle::cpu {
namespace {

/// Every lane is a pair of bf16 numbers, of two channels: one instruction multiplies and adds both.
struct Avx512Pairs : Avx512 {
  static Type multiply_add(Type a, Type b, Type c) {
    return _mm512_dpbf16_ps(c, (__m512bh)a, (__m512bh)b);  // the only cast between these types
  }
};

}  // namespace

constinit const MatchKernels avx512bf16_match_kernels = match_kernels<Avx512, Avx512Pairs>("avx512bf16");

}  // namespace doodle::cpu
