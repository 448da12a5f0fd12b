#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/device.h"
#include "doodle/image.h"
#include "kernels/adam.h"
#include "kernels/lbfgs.h"
#include "tensor/tensor.h"

namespace doodle {

/// A network made ready for one image size: buffers and primitives exist, running it allocates nothing.
class NetworkPlan {
 public:
  virtual ~NetworkPlan() = default;
  /// Features of `image` (height x width x 3, RGB, 0..255) at every tap.
  virtual void forward(const Tensor<float>& image) = 0;
  /// The features of tap i, in the order asked for, after the activation: h x w x channels. Overwritten by
  /// the next forward().
  virtual const Tensor<float>& tap(int i) const = 0;
  /// Where the caller puts dLoss/dtap(i) before backward(). Never cleared by the plan.
  virtual Tensor<float>& tap_gradient(int i) = 0;
  /// gradient = dLoss/dimage (height x width x 3), from the tap gradients, at the image of the last
  /// forward().
  virtual void backward(Tensor<float>& gradient) = 0;
};

/// What a NetworkPlan is made for.
struct NetworkPlanSpec {
  int height = 0;
  int width = 0;
  std::vector<std::string> taps;  ///< names of convolutions; layers beyond the deepest are not run
  bool gradients = true;          ///< false: backward() and tap_gradient() are not available
  /// Along these axes the maps of all layers wrap instead of being padded as their layers say. Exact where
  /// the image's side is a multiple of the deepest tap's stride.
  Wrap wrap{};
  /// Lets the device multiply fp16 numbers, with sums in fp32: about three times as fast where it has such
  /// arithmetic. A sum of products a*b is then off by at most sum |a*b| / 1000.
  bool half = false;
};

/// Matches of every 3x3 patch (stride 1, valid) of an h x w map: (h-2) x (w-2) values.
struct Matches {
  Tensor<std::int32_t> index;  ///< style patch: offset of its style map + row * (style width - 2) + column
  Tensor<float> score;         ///< s(p, q) - bias(q) of the chosen q
};

/// The search for the best style patch of every patch of the current features, made ready for one set of
/// shapes and for the features and maps of the style (which are fixed for a phase). Score: s(p,q) = 1/9 sum_d
/// <f'(p+d), g'(q+d)> + w/9 sum_d <m'(p+d), n'(q+d)>, f', g', m', n' of unit length at every position (zero
/// stays zero), features rounded to fp16 after that, the label term exact (docs/algorithm.md).
class MatchPlan {
 public:
  virtual ~MatchPlan() = default;
  /// Chooses argmax_q s(p,q) - variety * h(q) - bias(q), ties to the lowest index, and keeps h for the next
  /// call: h(q) = max_p of the feature term of s(p,q). h is 0 before the first call, and after reset().
  virtual void run(const Tensor<float>& features, float variety, Matches& matches) = 0;
  /// Adds a bias per style patch (offsets as in Matches::index; 1 x count x 1), or none when empty.
  virtual void set_bias(const Tensor<float>& bias) = 0;
  virtual void reset() = 0;
  /// h of the last run, 1 x count x 1.
  virtual const Tensor<float>& history() const = 0;
  /// Where a windowed search begins: a style patch for each current patch, as in Matches::index, or -1. An
  /// exact one needs no start.
  virtual void start(const Tensor<std::int32_t>& field) { static_cast<void>(field); }
};

/// What a MatchPlan is made for. Maps are empty tensors when there are none; then semantic_weight is ignored.
struct MatchPlanSpec {
  Shape current;                      ///< of the features to be matched; at least 3x3
  Tensor<float> current_map;          ///< current height x width x labels, as embedded (not yet normalised)
  std::vector<Tensor<float>> styles;  ///< features of each style image; each at least 3x3
  std::vector<Tensor<float>> style_maps;  ///< one per style, or none at all
  float semantic_weight = 0;
  /// Lets the device look for candidates with features of lower precision, from which exact scores choose:
  /// about twice as fast where it has such arithmetic. Choices then score within about 1e-4 of the best, the
  /// history within 1e-3.
  bool filter = false;
  /// Looks at few of the pairs (kernels/window_match.h), from the matches of the run before on: the time then
  /// grows with the patches of the image alone. Most choices are the best ones, all scores are exact; h is
  /// the highest of the feature terms that were looked at, and stays where there was none.
  bool windowed = false;
  std::uint64_t seed = 0;  ///< of the windowed search's random choices
};

/// What a PixelMatchPlan is made for. Several style images form one `style` (an atlas): stacked, each with a
/// region of its own making. A region is an index 0..regions-1: the label that a pixel carries.
struct PixelMatchSpec {
  Tensor<float> style;        ///< height x width x 3, 0..255
  Tensor<float> style_guide;  ///< height x width x G, scaled so that squared differences are levels squared
  Tensor<std::int32_t> style_region;   ///< height x width; -1 where no 5x5 patch may have its centre
  Tensor<float> target_guide;          ///< h x w x G
  Tensor<std::int32_t> target_region;  ///< h x w, 0..regions-1
  int regions = 1;
  std::uint64_t seed = 0;
  /// Along these axes the target is a torus, and its arrays and the image come with kPixelRadius more rows or
  /// columns at both ends that repeat those of the other side (kernels/pixel_patch.h).
  Wrap wrap{};
};

/// Terms of the energy of a pixel search, in levels squared.
struct PixelTerms {
  float balance = 0;    ///< price of a style position that is used as much as its region's average
  float coherence = 0;  ///< for each of the four positions beside that continues to the same piece of style
};

/// The search for the style's 5x5 pixel patch of every 5x5 patch of an image: PatchMatch (Barnes et al. 2009)
/// in a form where every position reads the field of the sweep before, so that the order of the work does not
/// matter. Energy: e(p,q) = mean squared difference of the patches + |guide(p) - guide(q)|^2 + price(q)
/// - coherence * how many of the four positions beside p continue to q. A price is what keeps the use of the
/// style balanced: it rises where a style position is used more than its region's average.
class PixelMatchPlan {
 public:
  virtual ~PixelMatchPlan() = default;
  /// Starts from fields of style positions (row * width + column of the atlas; -1: unknown), each h x w: at
  /// the next search() the best of them wins at every position. What the first does not know is drawn at
  /// random from the target's region. Until the next search() all distances are 0.
  virtual void start(const std::vector<Tensor<std::int32_t>>& fields) = 0;
  /// How much more often than the average the positions of each row of the style are to be used; above 0.
  /// Empty: all equally often, as before the first call. For the next search().
  virtual void set_rates(const std::vector<float>& rows) = 0;
  /// Measures the field against `image` (h x w x 3) and improves it in `sweeps` sweeps; before each, prices
  /// follow the use: price(q) = balance * use of the pixels around q / (mean use in q's region * rate of q's
  /// row).
  virtual void search(const Tensor<float>& image, int sweeps, const PixelTerms& terms) = 0;
  /// Rewrites `image` from the patches of the field, each weighted by 1 / (distance + softness)^2; softness
  /// in levels squared.
  virtual void vote(float softness, Tensor<float>& image) = 0;
  virtual const Tensor<std::int32_t>& field() const = 0;
  /// Mean distance of patches and guides, without prices, after the last search.
  virtual double mean_distance() const = 0;
};

/// Losses are added to a one-element array, gradients to what `gradient` holds already.
struct LossOutput {
  Tensor<float> gradient;
  Tensor<double> loss;
};

/// The vectors of one step of projected L-BFGS (kernels/lbfgs.h), all of one shape.
struct LbfgsVectors {
  Tensor<float> x;         ///< the trial point, becomes the next one
  Tensor<float> gradient;  ///< at the trial point
  Tensor<float> accepted;  ///< the point that steps start from
  Tensor<float> accepted_gradient;
  Tensor<float> move;       ///< trial - accepted
  Tensor<float> change;     ///< of the gradient over that move
  Tensor<float> direction;  ///< the free part of the accepted gradient, then the step from the accepted point
  Box box;
};

/// A style image to vote from, and the shape of its features at the layer of the matches. The image's size
/// does not tell it: how an odd row is rounded is the network's affair.
struct VoteStyle {
  Tensor<float> image;
  Shape features;
};

/// A rectangle of one array and where it lies in another of as many channels.
struct BlockCopy {
  int from_y = 0, from_x = 0;
  int to_y = 0, to_x = 0;
  int height = 0, width = 0;  ///< of what is written
  int step = 1;               ///< rows and columns of `from` between one position that is read and the next
};

/// How values are carried from one distribution to another, column by column: both sorted, one row per
/// column.
struct Transport {
  Tensor<float> source;  ///< columns x samples, ascending
  Tensor<float> target;  ///< columns x quantiles, ascending
};

/// The one interface between the mathematics and a device. Operations are enqueued in order; synchronise()
/// waits. Arrays are HWC. Every operation gives the same bytes on every run and with any number of threads.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string name() const = 0;
  virtual DeviceInfo info() const = 0;
  virtual void synchronise() = 0;

  // --- memory
  // ---------------------------------------------------------------------------------------------------
  /// Uninitialised memory, aligned to 64 bytes. Throws OutOfMemory, with the amount, when there is none.
  virtual std::shared_ptr<void> allocate_bytes(std::size_t bytes) = 0;
  /// Whether the device works on the host's memory, any of it, as on its own.
  virtual bool shares_host_memory() const { return false; }
  virtual void upload_bytes(const void* host, void* device, std::size_t bytes) = 0;
  virtual void download_bytes(const void* device, void* host, std::size_t bytes) = 0;
  virtual void copy_bytes(const void* from, void* to, std::size_t bytes) = 0;
  virtual void zero_bytes(void* device, std::size_t bytes) = 0;

  // --- prepared operations
  // --------------------------------------------------------------------------------------
  virtual std::unique_ptr<NetworkPlan> prepare_network(const NetworkSpec& network,
                                                       const NetworkPlanSpec& spec) = 0;
  virtual std::unique_ptr<MatchPlan> prepare_match(const MatchPlanSpec& spec) = 0;
  virtual std::unique_ptr<PixelMatchPlan> prepare_pixel_match(PixelMatchSpec spec) = 0;

  // --- losses
  // ---------------------------------------------------------------------------------------------------
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

  // --- statistics of features: positions are rows, channels columns. `weights` has a value per position, or
  // is empty: 1
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
  // ----------------------------------------------------------------------------------
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
  /// One step of Adam: updates both running means and x.
  virtual void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<float>& mean,
                         Tensor<float>& square, Tensor<float>& x) = 0;
  /// Judges the trial point by its loss; writes move, change, the point accepted and (as direction) its free
  /// gradient.
  virtual void lbfgs_observe(const LbfgsVectors& vectors, const Tensor<double>& loss,
                             Tensor<LbfgsState>& state) = 0;
  /// coefficients (lbfgs_basis) of the next step, from dot_products({move, change, direction}, basis); the
  /// pair of this step is in slot `newest` of the basis.
  virtual void lbfgs_direction(const Tensor<double>& products, int newest, const LbfgsVectors& vectors,
                               Tensor<LbfgsState>& state, Tensor<double>& coefficients) = 0;
  /// x = accepted + direction where components are free to move, kept in the box.
  virtual void lbfgs_move(const LbfgsVectors& vectors) = 0;

  // --- images
  // ---------------------------------------------------------------------------------------------------
  /// Voting: writes the weighted mean of the style blocks that the matched patches cover (docs/algorithm.md);
  /// `stride` is pixels per feature position, a block is 3 * stride pixels square under a Hann window. Pixels
  /// that no block covers keep their value. Images have up to 4 channels.
  virtual void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
                    Tensor<float>& image) = 0;
  /// Copies a rectangle of `from` into `to`, or adds it to what is there. The arrays are not the same.
  virtual void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) = 0;
  virtual void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) = 0;

  // --- helpers that need no override
  // ----------------------------------------------------------------------------
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

/// The backend of a device name (`auto`, `cpu`, `cuda`, `cuda:N`, or one that was registered). Throws
/// UsageError for an unknown name and DeviceMissing for one that is not there.
std::unique_ptr<Backend> make_backend(const std::string& device);

/// Makes a backend for the device name that it is given.
using BackendFactory = std::function<std::unique_ptr<Backend>(const std::string&)>;

/// Lets make_backend() find a device of another kind, by its whole name. For tests; not while backends are
/// being made.
void register_backend(const std::string& name, BackendFactory factory);

}  // namespace doodle
