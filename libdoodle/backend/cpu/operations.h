#pragma once

#include <memory>
#include <vector>

#include "backend/backend.h"

/// The CPU's operations, one file each. What they compute is said in backend/backend.h.
namespace doodle::cpu {

std::unique_ptr<NetworkPlan> prepare_network(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec);
std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec);
std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec);
std::unique_ptr<PixelMatchPlan> prepare_pixel_match(Backend& backend, PixelMatchSpec spec);

void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                const Tensor<std::int32_t>& matches, double weight, LossOutput out);
void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight, LossOutput out);
void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out);
void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out);

void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                  Tensor<double>& out);
void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
             Tensor<float>& out);
void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
               Tensor<double>& lowest);
void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
               Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x);
void lbfgs_step(const LbfgsVectors& vectors, const Tensor<double>& loss, Tensor<LbfgsState>& state);

void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
          Tensor<float>& image);
void resample(Backend& backend, const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows,
              const Box& box, Tensor<float>& to);
void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to);
void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to);
void melt_seams(Backend& backend, const Seams& seams, float hold, Tensor<float>& image);
void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values);

void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums);
void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                     Tensor<float>& difference, Tensor<double>& loss);
void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                 double scale, Tensor<float>& out);
void sort_channels(const Tensor<float>& values, Tensor<float>& sorted);
void transport(const Transport& transport, const Tensor<float>& weights, double weight, Tensor<float>& values,
               Tensor<double>& loss);

}  // namespace doodle::cpu
