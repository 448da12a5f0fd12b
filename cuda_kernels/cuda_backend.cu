#include <utility>

#include "cuda_backend.h"
#include "launch.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

class CudaBackend final : public Backend {
 public:
  CudaBackend(std::string name, DeviceInfo info) : name_(std::move(name)), info_(std::move(info)) {}

  std::string name() const override { return name_; }
  DeviceInfo info() const override { return info_; }
  void synchronise() override { cuda::synchronise(); }

  std::shared_ptr<void> allocate_bytes(std::size_t bytes) override { return cuda::allocate(bytes); }
  void upload_bytes(const void* host, void* device, std::size_t bytes) override {
    cuda::upload(host, device, bytes);
  }
  void download_bytes(const void* device, void* host, std::size_t bytes) override {
    cuda::download(device, host, bytes);
  }
  void copy_bytes(const void* from, void* to, std::size_t bytes) override { cuda::copy(from, to, bytes); }
  void zero_bytes(void* device, std::size_t bytes) override { cuda::zero(device, bytes); }

  std::unique_ptr<NetworkPlan> prepare_network(const NetworkSpec& network,
                                               const NetworkPlanSpec& spec) override {
    return cuda::prepare_network(*this, network, spec);
  }
  std::unique_ptr<MatchPlan> prepare_match(const MatchPlanSpec& spec) override {
    return cuda::prepare_match(*this, spec);
  }
  std::unique_ptr<PixelMatchPlan> prepare_pixel_match(PixelMatchSpec spec) override {
    return cuda::prepare_pixel_match(*this, std::move(spec));
  }

  void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                  const Tensor<std::int32_t>& matches, double weight, LossOutput out) override {
    cuda::patch_loss(*this, features, styles, matches, weight, out);
  }
  void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight,
                    LossOutput out) override {
    cuda::content_loss(features, target, weight, out);
  }
  void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) override {
    cuda::smoothness_loss(image, weight, out);
  }

  void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums) override {
    cuda::add_gram(features, weights, sums);
  }
  void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                       Tensor<float>& difference, Tensor<double>& loss) override {
    cuda::gram_difference(sums, total, target, weight, difference, loss);
  }
  void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                   double scale, Tensor<float>& out) override {
    cuda::add_product(rows, matrix, weights, scale, out);
  }
  void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) override {
    cuda::sort_channels(*this, values, sorted);
  }
  void transport(const Transport& transport, const Tensor<float>& weights, double weight,
                 Tensor<float>& values, Tensor<double>& loss) override {
    cuda::transport(transport, weights, weight, values, loss);
  }

  void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                    Tensor<double>& out) override {
    cuda::dot_products(left, right, out);
  }
  void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
               Tensor<float>& out) override {
    cuda::combine(vectors, coefficients, out);
  }
  void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
                 Tensor<double>& lowest) override {
    cuda::keep_best(x, loss, best, lowest);
  }
  void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<float>& mean,
                 Tensor<float>& square, Tensor<float>& x) override {
    cuda::adam_step(step, gradient, mean, square, x);
  }
  void lbfgs_observe(const LbfgsVectors& vectors, const Tensor<double>& loss,
                     Tensor<LbfgsState>& state) override {
    cuda::lbfgs_observe(vectors, loss, state);
  }
  void lbfgs_direction(const Tensor<double>& products, int newest, const LbfgsVectors& vectors,
                       Tensor<LbfgsState>& state, Tensor<double>& coefficients) override {
    cuda::lbfgs_direction(products, newest, vectors, state, coefficients);
  }
  void lbfgs_move(const LbfgsVectors& vectors) override { cuda::lbfgs_move(vectors); }

  void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
            Tensor<float>& image) override {
    cuda::vote(*this, matches, styles, stride, image);
  }
  void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    cuda::copy_block(from, block, to);
  }
  void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    cuda::add_block(from, block, to);
  }

 private:
  std::string name_;
  DeviceInfo info_;
};

}  // namespace

std::unique_ptr<Backend> make_device_backend(const std::string& name, const DeviceInfo& info) {
  return std::make_unique<CudaBackend>(name, info);
}

}  // namespace doodle::cuda
