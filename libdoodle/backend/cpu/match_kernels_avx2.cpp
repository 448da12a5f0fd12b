#include <immintrin.h>

#include "backend/cpu/match_kernels_body.h"

namespace doodle::cpu {
namespace {

struct Avx2 {
  using Type = __m256;
  static constexpr int width = 8;
  static constexpr int rows = 6;  // 12 sums, two columns and a row: 15 of 16 registers
  static constexpr int chunk = 4;

  static Type zero() { return _mm256_setzero_ps(); }
  static Type load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(float* to, Type v) { _mm256_storeu_ps(to, v); }
  static Type broadcast(float v) { return _mm256_set1_ps(v); }
  static Type multiply_add(Type a, Type b, Type c) { return _mm256_fmadd_ps(a, b, c); }
  static Type add(Type a, Type b) { return _mm256_add_ps(a, b); }
  static Type subtract(Type a, Type b) { return _mm256_sub_ps(a, b); }
  static Type maximum(Type a, Type b) { return _mm256_max_ps(a, b); }
  static float largest(Type v) {
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
  static unsigned at_least(Type a, Type b) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ)));
  }
};

}  // namespace

constinit const MatchKernels avx2_match_kernels = match_kernels<Avx2>("avx2");

}  // namespace doodle::cpu
