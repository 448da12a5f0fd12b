#include <vector>

#include "backend/window_match.h"
#include "launch.h"
#include "make_unit.h"
#include "operations.h"
#include "pack_features.h"
#include "style_table.h"

namespace doodle::cuda {
namespace {

/// One kind of map, the current one and the styles', made unit: halfs of features, floats of labels.
template <class T>
struct PairMaps {
  const T* current;
  int width;
  int values;  ///< of a position; 0: there are no maps
  const T* const* styles;
  const int* style_widths;

  /// Sum over the nine positions of the pair, which the warp's threads share out; the same for all of them.
  DOODLE_DEVICE float sum(int y, int x, const StylePatch& patch) const {
    constexpr int piece = sizeof(T) == sizeof(float) ? 1 : 8;
    const int run = 3 * values;  // three positions side by side
    float total = 0;
    for (int row = 0; row < 3; ++row) {
      const T* a =
          current + static_cast<std::size_t>((y + row) * width + x) * static_cast<std::size_t>(values);
      const T* b = styles[patch.style] +
                   static_cast<std::size_t>((patch.row + row) * style_widths[patch.style] + patch.column) *
                       static_cast<std::size_t>(values);
      for (int i = lane() * piece; i < run; i += 32 * piece) total += product(a + i, b + i);
    }
    return sum_over_warp(total);
  }

 private:
  DOODLE_DEVICE static float product(const float* a, const float* b) { return *a * *b; }
  DOODLE_DEVICE static float product(const std::uint16_t* a, const std::uint16_t* b) {
    const Halfs left = *reinterpret_cast<const Halfs*>(a), right = *reinterpret_cast<const Halfs*>(b);
    float sum = 0;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) sum += half_value(left.value[j]) * half_value(right.value[j]);
    return sum;
  }
};

/// The two terms of any pair; notes the highest feature term of each style patch.
struct NotedPairs {
  PairMaps<std::uint16_t> features;
  PairMaps<float> labels;
  std::uint32_t* highest;

  DOODLE_DEVICE float label(int y, int x, const StylePatch& patch) const {
    return labels.values > 0 ? labels.sum(y, x, patch) : 0.0f;
  }
  DOODLE_DEVICE float feature(int y, int x, std::int32_t q, const StylePatch& patch) const {
    const float value = features.sum(y, x, patch);
    if (lane() == 0 && value == value) raise(highest + q, ordered_bits(value));
    return value;
  }
};

/// The maps of PairMaps and their owners.
template <class T>
class UnitMaps {
 public:
  UnitMaps() = default;
  /// `scale` is for labels of the styles.
  UnitMaps(Backend& backend, Shape current, const std::vector<Tensor<float>>& styles, float scale)
      : current_(backend.allocate<T>(packed(current))) {
    for (const Tensor<float>& style : styles) {
      styles_.push_back(backend.allocate<T>(packed(style.shape())));
      make_unit(style, scale, styles_.back());
    }
    table_ = make_style_table(backend, shapes_of(styles), styles_);
  }
  void set_current(const Tensor<float>& map) { make_unit(map, 1, current_); }
  PairMaps<T> maps() const {
    if (current_.empty()) return {};
    const Shape shape = current_.shape();
    return {current_.data(), shape.width, shape.channels, table_.maps.data(), table_.widths.data()};
  }

 private:
  static constexpr bool is_half = sizeof(T) == sizeof(std::uint16_t);
  static Shape packed(Shape map) {
    return {map.height, map.width, is_half ? (map.channels + 7) / 8 * 8 : map.channels};
  }
  static void make_unit(const Tensor<float>& from, float scale, const Tensor<T>& to) {
    if constexpr (is_half)
      pack_features(from, to.shape().channels,
                    ToRows{reinterpret_cast<Halfs*>(to.data()), to.shape().channels});
    else
      for_each(from.shape().positions(), MakeUnit{from.data(), from.shape().channels, scale, to.data()});
  }

  Tensor<T> current_;
  std::vector<Tensor<T>> styles_;
  StyleTable<T> table_;
};

/// body(i) for i = 0 .. count - 1, each by all threads of a warp.
template <class Body>
struct ForEachWarp {
  static constexpr bool waits = true;
  static constexpr int threads = 256, warps = threads / 32;
  std::size_t count;
  Body body;
  DOODLE_DEVICE void operator()() const {
    const std::size_t i =
        static_cast<std::size_t>(block_index()) * warps + static_cast<std::size_t>(warp_index());
    if (i < count) body(i);
  }
};

/// The device of a WindowMatch.
class Cuda {
 public:
  Cuda(Backend& backend, const MatchPlanSpec& spec) : features_(backend, spec.current, spec.styles, 1) {
    if (spec.style_maps.empty() || !(spec.semantic_weight > 0)) return;
    labels_ = {backend, spec.current_map.shape(), spec.style_maps, spec.semantic_weight};
    labels_.set_current(spec.current_map);
  }

  void set_current(const Tensor<float>& features) { features_.set_current(features); }
  NotedPairs pairs(std::uint32_t* highest) const { return {features_.maps(), labels_.maps(), highest}; }

  template <class Body>
  void each(std::size_t count, const Body& body) const {
    for_each(count, body);
  }
  template <class Body>
  void each_patch(std::size_t count, const Body& body) const {
    using Kernel = ForEachWarp<Body>;
    launch({(count + Kernel::warps - 1) / Kernel::warps, Kernel::threads}, Kernel{count, body});
  }

 private:
  UnitMaps<std::uint16_t> features_;
  UnitMaps<float> labels_;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<WindowMatch<Cuda>>(backend, spec);
}

}  // namespace doodle::cuda
