#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backend/match_plan.h"
#include "backend/network_plan.h"
#include "backend/network_spec.h"
#include "backend/number_reader.h"
#include "backend/operands.h"
#include "backend/pixel_match_plan.h"
#include "doodle/device.h"
#include "kernels/adam.h"
#include "tensor/tensor.h"

namespace doodle {

/// The one interface between the mathematics and a device. Operations are enqueued in order; synchronise()
/// waits. Arrays are HWC. Every operation gives the same bytes on every run and with any number of threads.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string name() const = 0;
  virtual DeviceInfo info() const = 0;
  virtual void synchronise() = 0;

  // --- loops
  /// What does `work` each time it is called. A device may take down what the second call enqueues, and from
  /// the third on do that again without calling `work`. So from its second call on `work` must enqueue the
  /// same operations on the same arrays with the same numbers; what differs is kept in the device's memory.
  /// Lives no longer than the backend and what `work` refers to.
  virtual std::function<void()> repeatable(std::function<void()> work) { return work; }
  virtual std::unique_ptr<NumberReader> make_number_reader() = 0;

  // --- memory
  /// Uninitialised memory, aligned to 64 bytes. Throws OutOfMemory, with the amount, when there is none.
  virtual std::shared_ptr<void> allocate_bytes(std::size_t bytes) = 0;
  /// Whether the device works on the host's memory, any of it, as on its own.
  virtual bool shares_host_memory() const { return false; }
  virtual void upload_bytes(const void* host, void* device, std::size_t bytes) = 0;
  virtual void download_bytes(const void* device, void* host, std::size_t bytes) = 0;
  virtual void copy_bytes(const void* from, void* to, std::size_t bytes) = 0;
  virtual void zero_bytes(void* device, std::size_t bytes) = 0;

  // --- prepared operations
  virtual std::unique_ptr<NetworkPlan> prepare_network(const NetworkSpec& network,
                                                       const NetworkPlanSpec& spec) = 0;
  virtual std::unique_ptr<MatchPlan> prepare_match(const MatchPlanSpec& spec) = 0;
  virtual std::unique_ptr<PixelMatchPlan> prepare_pixel_match(PixelMatchSpec spec) = 0;

  // --- losses
  /// Patch loss: weight * mean over patches p, offsets d, channels of (f(p+d) - g(match(p)+d))^2, matches
  /// into `styles`.
  virtual void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                          const Tensor<std::int32_t>& matches, double weight, LossOutput out) = 0;
  /// Content loss: weight * mean (f - target)^2.
  virtual void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight,
                            LossOutput out) = 0;
  /// weight * mean over interior positions and channels of ((x[i,j]-x[i+1,j])^2 + (x[i,j]-x[i,j+1])^2)^1.25.
  virtual void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) = 0;
  /// weight * mean over positions and channels of sqrt(1 + (x[i,j]-x[i+1,j])^2 + (x[i,j]-x[i,j+1])^2) - 1; a
  /// neighbour beyond a side counts as equal.
  virtual void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out) = 0;

  // --- statistics of features
  // Positions are rows, channels columns. `weights` has a value per position, or is empty: 1.
  /// sums (channels x channels) += sum_p weights(p) f(p) f(p)^T.
  virtual void add_gram(const Tensor<float>& features, const Tensor<float>& weights,
                        Tensor<double>& sums) = 0;
  /// difference = sums / total - target, and loss += weight * sum of its squares; all channels x channels.
  virtual void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target,
                               double weight, Tensor<float>& difference, Tensor<double>& loss) = 0;
  /// out(p) += scale * weights(p) * rows(p) * matrix; `matrix` is channels of rows x channels of out, as
  /// height and width.
  virtual void add_product(const Tensor<float>& rows, const Tensor<float>& matrix,
                           const Tensor<float>& weights, double scale, Tensor<float>& out) = 0;
  /// Sorts every channel of `values` over its positions: sorted is channels x positions, ascending.
  virtual void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) = 0;
  /// Replaces every value z of channel k by weights(p) * (z - T_k(z)) and adds weight * sum weights(p) (z -
  /// T_k(z))^2 to loss. T_k(z) is the target's quantile at the rank of z in the source (docs/algorithm.md).
  virtual void transport(const Transport& transport, const Tensor<float>& weights, double weight,
                         Tensor<float>& values, Tensor<double>& loss) = 0;

  // --- vectors, for optimisers
  /// out[i * right.size() + j] = <left[i], right[j]>, in fixed-order double sums; all of one size.
  virtual void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                            Tensor<double>& out) = 0;
  /// out = sum_i coefficients[i] * vectors[i], coefficients on the device; out may be one of the vectors. A
  /// vector whose coefficient is zero is not read.
  virtual void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
                       Tensor<float>& out) = 0;

  /// Copies x to `best` and loss to `lowest` when loss < lowest.
  virtual void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
                         Tensor<double>& lowest) = 0;
  /// One step of Adam: updates the state, both running means and x.
  virtual void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
                         Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x) = 0;
  /// One step of projected L-BFGS: judges the trial point x by its loss, learns from it, and moves x to the
  /// next trial, accepted + direction where components are free to move, kept in the box.
  virtual void lbfgs_step(const LbfgsVectors& vectors, const Tensor<double>& loss,
                          Tensor<LbfgsState>& state) = 0;

  // --- images
  /// Voting: writes the weighted mean of the style blocks that the matched patches cover (docs/algorithm.md);
  /// `stride` is pixels per feature position, a block is 3 * stride pixels square under a Hann window. Pixels
  /// that no block covers keep their value. Images have up to 4 channels.
  virtual void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
                    Tensor<float>& image) = 0;
  /// Resizes, first along rows, then along columns: to(y, x) = sum over t, u of rows.weight(y, t) *
  /// columns.weight(x, u) * from(rows.index(y, t), columns.index(x, u)), kept in the box.
  virtual void resample(const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows,
                        const Box& box, Tensor<float>& to) = 0;
  /// Copies a rectangle of `from` into `to`, or adds it to what is there. The arrays are not the same.
  virtual void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) = 0;
  virtual void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) = 0;
  /// Where `where` (a byte per position) is not 0, values becomes `by`, which has its shape, or 0 where `by`
  /// is empty.
  virtual void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values) = 0;

  /// Spreads what seams have too much of: adds to the image the e that makes hold * sum |e(p)|^2 + sum over
  /// neighbours |e(q) - e(p) + seam(p,q)|^2 least (docs/algorithm.md), to about 0.5% of it. hold is above 0;
  /// a seam is spread over about 1 / sqrt(hold) pixels.
  virtual void melt_seams(const Seams& seams, float hold, Tensor<float>& image) = 0;

  // --- helpers that need no override
  template <class T>
  Tensor<T> allocate(Shape shape) {
    return Tensor<T>(shape, std::static_pointer_cast<T>(allocate_bytes(shape.size() * sizeof(T))));
  }
  template <class T>
  Tensor<T> upload(Shape shape, const T* host) {
    Tensor<T> tensor = allocate<T>(shape);
    upload_bytes(host, tensor.data(), tensor.size() * sizeof(T));
    return tensor;
  }
  /// An array that nobody writes: `host` itself, which must outlive it, where the memory is shared; elsewhere
  /// a copy.
  template <class T>
  Tensor<T> borrow(Shape shape, const T* host) {
    if (!shares_host_memory()) return upload(shape, host);
    return Tensor<T>(shape, std::shared_ptr<T>(const_cast<T*>(host), [](T*) {}));
  }
  template <class T>
  std::vector<T> download(const Tensor<T>& tensor) {
    std::vector<T> host(tensor.size());
    download_bytes(tensor.data(), host.data(), host.size() * sizeof(T));
    return host;
  }
  template <class T>
  void zero(Tensor<T>& tensor) {
    zero_bytes(tensor.data(), tensor.size() * sizeof(T));
  }
};

/// The backend of a device name: `cpu`, `cuda`, `cuda:N`, one that was registered, or `auto`, the first GPU
/// that can be used, else the CPU. Throws UsageError for an unknown name and DeviceMissing for one that is
/// not there.
std::unique_ptr<Backend> make_backend(const std::string& device);

/// Makes a backend for the device name that it is given.
using BackendFactory = std::function<std::unique_ptr<Backend>(const std::string&)>;

/// Lets make_backend() find a device of another kind, by its whole name. For tests; not while backends are
/// being made.
void register_backend(const std::string& name, BackendFactory factory);

}  // namespace doodle
