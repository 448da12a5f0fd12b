#include "backend/cpu/match_kernels_body.h"

namespace doodle::cpu {
namespace {

/// Four floats by the compiler's vector extension: SSE on x86-64, NEON on ARM. Products are rounded before
/// the sum.
struct Portable {
  typedef float Type __attribute__((vector_size(16)));
  typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
  static constexpr int width = 4;
  static constexpr int rows = 6;
  static constexpr int chunk = 4;

  static Type zero() { return Type{0, 0, 0, 0}; }
  static Type load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
  static void store(float* to, Type v) { *reinterpret_cast<Unaligned*>(to) = v; }
  static Type broadcast(float v) { return Type{v, v, v, v}; }
  static Type multiply_add(Type a, Type b, Type c) { return a * b + c; }
  static Type add(Type a, Type b) { return a + b; }
  static Type subtract(Type a, Type b) { return a - b; }
  static Type maximum(Type a, Type b) { return a > b ? a : b; }
  static float largest(Type v) {
    float result = v[0];
    for (int i = 1; i < width; ++i) result = v[i] > result ? v[i] : result;
    return result;
  }
  static unsigned at_least(Type a, Type b) {
    unsigned mask = 0;
    for (int i = 0; i < width; ++i) mask |= (a[i] >= b[i] ? 1u : 0u) << i;
    return mask;
  }
};

}  // namespace

constinit const MatchKernels portable_match_kernels = match_kernels<Portable>("portable");

}  // namespace doodle::cpu
