#pragma once

#include <memory>
#include <vector>

#include "backend/backend.h"

/// The CPU's operations, one file each. What they compute is said in backend/backend.h.
namespace doodle::cpu {

std::unique_ptr<NetworkPlan> prepare_network(Backend& backend, const NetworkSpec& network, const NetworkPlanSpec& spec);
std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec);

void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                const Tensor<std::int32_t>& matches, double weight, LossOutput out);
void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight, LossOutput out);
void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out);

void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right, Tensor<double>& out);
void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients, Tensor<float>& out);

void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
          Tensor<float>& image);

}  // namespace doodle::cpu
