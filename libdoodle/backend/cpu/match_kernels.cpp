#include "backend/cpu/match_kernels.h"

#include "backend/cpu/match_plan.h"

namespace doodle::cpu {

std::vector<const MatchKernels*> available_match_kernels() {
  std::vector<const MatchKernels*> kernels;
#ifdef DOODLE_X86_KERNELS
  if (__builtin_cpu_supports("avx512f")) kernels.push_back(&avx512_match_kernels);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&avx2_match_kernels);
#endif
  kernels.push_back(&portable_match_kernels);
  return kernels;
}

const MatchKernels* filter_match_kernels() {
#ifdef DOODLE_X86_KERNELS
  if (__builtin_cpu_supports("avx512bf16")) return &avx512bf16_match_kernels;
#endif
  return nullptr;
}

}  // namespace doodle::cpu
