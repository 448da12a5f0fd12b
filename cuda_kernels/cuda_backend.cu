#include <utility>

#include "cuda_backend.h"
#include "device_plans.h"
#include "launch.h"
#include "loops.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

/// Operations on one device. Any thread may call: each call makes the device the calling thread's.
class CudaBackend final : public Backend {
 public:
  CudaBackend(int device, DeviceInfo info) : device_(device), info_(std::move(info)) {}

  std::string name() const override { return info_.name; }
  DeviceInfo info() const override { return info_; }
  void synchronise() override {
    use();
    cuda::synchronise();
  }
  std::function<void()> repeatable(std::function<void()> work) override {
    return [this, repeat = std::make_shared<Repeat>(std::move(work))] {
      use();
      (*repeat)();
    };
  }
  std::unique_ptr<NumberReader> make_number_reader() override {
    use();
    return std::make_unique<ParcelReader>(device_);
  }

  std::shared_ptr<void> allocate_bytes(std::size_t bytes) override {
    use();
    return cuda::allocate(bytes);
  }
  void upload_bytes(const void* host, void* device, std::size_t bytes) override {
    use();
    cuda::upload(host, device, bytes);
  }
  void download_bytes(const void* device, void* host, std::size_t bytes) override {
    use();
    cuda::download(device, host, bytes);
  }
  void copy_bytes(const void* from, void* to, std::size_t bytes) override {
    use();
    cuda::copy(from, to, bytes);
  }
  void zero_bytes(void* device, std::size_t bytes) override {
    use();
    cuda::zero(device, bytes);
  }

  std::unique_ptr<NetworkPlan> prepare_network(const NetworkSpec& network,
                                               const NetworkPlanSpec& spec) override {
    use();
    return std::make_unique<NetworkOnDevice>(device_, cuda::prepare_network(*this, network, spec));
  }
  std::unique_ptr<MatchPlan> prepare_match(const MatchPlanSpec& spec) override {
    use();
    return std::make_unique<MatchOnDevice>(
        device_, spec.windowed ? prepare_window_match(*this, spec) : cuda::prepare_match(*this, spec));
  }
  std::unique_ptr<PixelMatchPlan> prepare_pixel_match(PixelMatchSpec spec) override {
    use();
    return std::make_unique<PixelMatchOnDevice>(device_, cuda::prepare_pixel_match(*this, std::move(spec)));
  }

  void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                  const Tensor<std::int32_t>& matches, double weight, LossOutput out) override {
    use();
    cuda::patch_loss(*this, features, styles, matches, weight, out);
  }
  void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight,
                    LossOutput out) override {
    use();
    cuda::content_loss(features, target, weight, out);
  }
  void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) override {
    use();
    cuda::smoothness_loss(image, weight, out);
  }
  void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out) override {
    use();
    cuda::total_variation_loss(image, weight, out);
  }

  void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums) override {
    use();
    cuda::add_gram(features, weights, sums);
  }
  void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                       Tensor<float>& difference, Tensor<double>& loss) override {
    use();
    cuda::gram_difference(sums, total, target, weight, difference, loss);
  }
  void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                   double scale, Tensor<float>& out) override {
    use();
    cuda::add_product(rows, matrix, weights, scale, out);
  }
  void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) override {
    use();
    cuda::sort_channels(*this, values, sorted);
  }
  void transport(const Transport& transport, const Tensor<float>& weights, double weight,
                 Tensor<float>& values, Tensor<double>& loss) override {
    use();
    cuda::transport(transport, weights, weight, values, loss);
  }

  void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                    Tensor<double>& out) override {
    use();
    cuda::dot_products(left, right, out);
  }
  void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
               Tensor<float>& out) override {
    use();
    cuda::combine(vectors, coefficients, out);
  }
  void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
                 Tensor<double>& lowest) override {
    use();
    cuda::keep_best(x, loss, best, lowest);
  }
  void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
                 Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x) override {
    use();
    cuda::adam_step(step, gradient, state, mean, square, x);
  }
  void lbfgs_step(const LbfgsVectors& vectors, const Tensor<double>& loss,
                  Tensor<LbfgsState>& state) override {
    use();
    cuda::lbfgs_step(vectors, loss, state);
  }

  void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
            Tensor<float>& image) override {
    use();
    cuda::vote(*this, matches, styles, stride, image);
  }
  void resample(const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows, const Box& box,
                Tensor<float>& to) override {
    use();
    cuda::resample(*this, from, columns, rows, box, to);
  }
  void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    use();
    cuda::copy_block(from, block, to);
  }
  void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    use();
    cuda::add_block(from, block, to);
  }
  void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values) override {
    use();
    cuda::replace(where, by, values);
  }
  void melt_seams(const Seams& seams, float hold, Tensor<float>& image) override {
    use();
    cuda::melt_seams(*this, seams, hold, image);
  }

 private:
  void use() const { use_device(device_); }

  int device_;
  DeviceInfo info_;
};

}  // namespace

std::unique_ptr<Backend> make_device_backend(int device, const DeviceInfo& info) {
  return std::make_unique<CudaBackend>(device, info);
}

}  // namespace doodle::cuda
