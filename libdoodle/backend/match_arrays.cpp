#include "backend/match_arrays.h"

#include "backend/match_check.h"

namespace doodle {

void fit_matches(Backend& backend, Shape patches, Matches& matches) {
  if (matches.index.shape() != patches) matches.index = backend.allocate<std::int32_t>(patches);
  if (matches.score.shape() != patches) matches.score = backend.allocate<float>(patches);
}

Tensor<float> copy_bias(Backend& backend, const Tensor<float>& bias, Shape patches) {
  if (bias.empty()) return {};
  check_bias(bias.shape(), patches);
  const Tensor<float> copy = backend.allocate<float>(bias.shape());
  backend.copy_bytes(bias.data(), copy.data(), bias.size() * sizeof(float));
  return copy;
}

}  // namespace doodle
