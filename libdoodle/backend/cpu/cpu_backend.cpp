#include "backend/cpu/cpu_backend.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include "backend/cpu/operations.h"
#include "base/check.h"

namespace doodle::cpu {
namespace {

std::string instruction_set() {
  if (__builtin_cpu_supports("avx512f"))
    return __builtin_cpu_supports("avx512bf16") ? "AVX-512, bf16" : "AVX-512";
  if (__builtin_cpu_supports("avx2")) return "AVX2";
  return "portable";
}

/// There is nothing to hold up: each number is read at once.
class ReaderAtOnce final : public NumberReader {
 public:
  double next(const Tensor<double>& number) override { return number_ = *number.data(); }
  double last() override { return number_; }

 private:
  double number_ = 0;
};

class CpuBackend final : public Backend {
 public:
  std::string name() const override { return "cpu"; }

  DeviceInfo info() const override {
    const double bytes =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
    return {"cpu",
            fmt::format("{} threads, {}, {:.1f} GiB", std::thread::hardware_concurrency(), instruction_set(),
                        bytes / (1024.0 * 1024 * 1024)),
            true, ""};
  }

  void synchronise() override {}
  std::unique_ptr<NumberReader> make_number_reader() override { return std::make_unique<ReaderAtOnce>(); }

  std::shared_ptr<void> allocate_bytes(std::size_t bytes) override {
    const std::size_t rounded = (bytes + 63) / 64 * 64;
    void* memory = std::aligned_alloc(64, rounded == 0 ? 64 : rounded);
    require<OutOfMemory>(memory != nullptr,
                         "out of memory: {} MiB more are needed; try a smaller --output-size", bytes >> 20);
    return {memory, std::free};
  }
  bool shares_host_memory() const override { return true; }
  // The host's side of an empty array may be null, which memcpy must not be given.
  void upload_bytes(const void* host, void* device, std::size_t bytes) override {
    if (bytes > 0) std::memcpy(device, host, bytes);
  }
  void download_bytes(const void* device, void* host, std::size_t bytes) override {
    if (bytes > 0) std::memcpy(host, device, bytes);
  }
  void copy_bytes(const void* from, void* to, std::size_t bytes) override {
    if (bytes > 0) std::memmove(to, from, bytes);
  }
  void zero_bytes(void* device, std::size_t bytes) override {
    if (bytes > 0) std::memset(device, 0, bytes);
  }

  std::unique_ptr<NetworkPlan> prepare_network(const NetworkSpec& network,
                                               const NetworkPlanSpec& spec) override {
    return cpu::prepare_network(*this, network, spec);
  }
  std::unique_ptr<MatchPlan> prepare_match(const MatchPlanSpec& spec) override {
    return cpu::prepare_match(*this, spec);
  }
  std::unique_ptr<PixelMatchPlan> prepare_pixel_match(PixelMatchSpec spec) override {
    return cpu::prepare_pixel_match(*this, std::move(spec));
  }

  void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                  const Tensor<std::int32_t>& matches, double weight, LossOutput out) override {
    cpu::patch_loss(features, styles, matches, weight, out);
  }
  void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight,
                    LossOutput out) override {
    cpu::content_loss(features, target, weight, out);
  }
  void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) override {
    cpu::smoothness_loss(image, weight, out);
  }
  void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out) override {
    cpu::total_variation_loss(image, weight, out);
  }
  void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                    Tensor<double>& out) override {
    cpu::dot_products(left, right, out);
  }
  void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
               Tensor<float>& out) override {
    cpu::combine(vectors, coefficients, out);
  }
  void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
                 Tensor<double>& lowest) override {
    cpu::keep_best(x, loss, best, lowest);
  }
  void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
                 Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x) override {
    cpu::adam_step(step, gradient, state, mean, square, x);
  }
  void lbfgs_step(const LbfgsVectors& vectors, const Tensor<double>& loss,
                  Tensor<LbfgsState>& state) override {
    cpu::lbfgs_step(vectors, loss, state);
  }
  void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
            Tensor<float>& image) override {
    cpu::vote(matches, styles, stride, image);
  }
  void resample(const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows, const Box& box,
                Tensor<float>& to) override {
    cpu::resample(*this, from, columns, rows, box, to);
  }
  void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    cpu::copy_block(from, block, to);
  }
  void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) override {
    cpu::add_block(from, block, to);
  }
  void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values) override {
    cpu::replace(where, by, values);
  }
  void melt_seams(const Seams& seams, float hold, Tensor<float>& image) override {
    cpu::melt_seams(*this, seams, hold, image);
  }
  void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums) override {
    cpu::add_gram(features, weights, sums);
  }
  void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                       Tensor<float>& difference, Tensor<double>& loss) override {
    cpu::gram_difference(sums, total, target, weight, difference, loss);
  }
  void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                   double scale, Tensor<float>& out) override {
    cpu::add_product(rows, matrix, weights, scale, out);
  }
  void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) override {
    cpu::sort_channels(values, sorted);
  }
  void transport(const Transport& transport, const Tensor<float>& weights, double weight,
                 Tensor<float>& values, Tensor<double>& loss) override {
    cpu::transport(transport, weights, weight, values, loss);
  }
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend() {
  return std::make_unique<CpuBackend>();
}

}  // namespace doodle::cpu
