#pragma once

#include <immintrin.h>

namespace doodle::cpu {
namespace {

/// The vector type of the AVX-512 matchers (match_kernels_body.h). In an unnamed namespace: each file that
/// includes this has a type of its own.
struct Avx512 {
  using Type = __m512;
  static constexpr int width = 16;
  static constexpr int rows = 14;  // 28 sums, two columns and a row: 31 of 32 registers
  static constexpr int chunk = 4;

  static Type zero() { return _mm512_setzero_ps(); }
  static Type load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, Type v) { _mm512_storeu_ps(to, v); }
  static Type broadcast(float v) { return _mm512_set1_ps(v); }
  static Type multiply_add(Type a, Type b, Type c) { return _mm512_fmadd_ps(a, b, c); }
  static Type add(Type a, Type b) { return _mm512_add_ps(a, b); }
  static Type subtract(Type a, Type b) { return _mm512_sub_ps(a, b); }
  static Type maximum(Type a, Type b) { return _mm512_max_ps(a, b); }
  static float largest(Type v) { return _mm512_reduce_max_ps(v); }
  static unsigned at_least(Type a, Type b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
};

}  // namespace
}  // namespace doodle::cpu
