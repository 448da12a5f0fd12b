#pragma once

#include <memory>
#include <vector>

#include "backend/backend.h"
#include "backend/cpu/match_kernels.h"

namespace doodle::cpu {

/// The kernels that this machine can run, the fastest first. The last one, `portable`, is always there.
std::vector<const MatchKernels*> available_match_kernels();

/// Kernels whose features are bf16, at about twice the speed; null when this machine has no such
/// instructions. What they find is a shortlist, chosen from by exact scores; the history keeps their own
/// rounding.
const MatchKernels* filter_match_kernels();

/// prepare_match() of backend/cpu/operations.h with these kernels instead of the fastest, for tests and
/// benchmarks.
std::unique_ptr<MatchPlan> prepare_match_with(Backend& backend, const MatchPlanSpec& spec,
                                              const MatchKernels& kernels);

}  // namespace doodle::cpu
