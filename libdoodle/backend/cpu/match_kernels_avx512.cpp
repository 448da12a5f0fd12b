#include "backend/cpu/match_kernels_body.h"
#include "backend/cpu/match_vector_avx512.h"

namespace doodle::cpu {

constinit const MatchKernels avx512_match_kernels = match_kernels<Avx512>("avx512");

}  // namespace doodle::cpu
