#include <vector>

#include "backend/window_match.h"
#include "launch.h"
#include "make_unit.h"
#include "operations.h"
#include "style_table.h"

namespace doodle::cuda {
namespace {

/// One kind of map, the current one and the styles', made unit.
struct PairMaps {
  const float* current;
  int width;
  int channels;  ///< 0: there are no maps
  const float* const* styles;
  const int* style_widths;

  /// Sum over the nine positions of the pair.
  DOODLE_DEVICE float sum(int y, int x, const StylePatch& patch) const {
    const int run = 3 * channels;  // three positions side by side
    float total = 0;
    for (int row = 0; row < 3; ++row) {
      const float* a =
          current + static_cast<std::size_t>((y + row) * width + x) * static_cast<std::size_t>(channels);
      const float* b =
          styles[patch.style] +
          static_cast<std::size_t>((patch.row + row) * style_widths[patch.style] + patch.column) *
              static_cast<std::size_t>(channels);
      for (int i = 0; i < run; ++i) total += a[i] * b[i];
    }
    return total;
  }
};

/// The two terms of any pair; notes the highest feature term of each style patch.
struct NotedPairs {
  PairMaps features, labels;
  std::uint32_t* highest;

  DOODLE_DEVICE float label(int y, int x, const StylePatch& patch) const {
    return labels.channels > 0 ? labels.sum(y, x, patch) : 0.0f;
  }
  DOODLE_DEVICE float feature(int y, int x, std::int32_t q, const StylePatch& patch) const {
    const float value = features.sum(y, x, patch);
    if (value == value) raise(highest + q, ordered_bits(value));
    return value;
  }
};

/// The maps of PairMaps and their owners.
class UnitMaps {
 public:
  UnitMaps() = default;
  UnitMaps(Backend& backend, Shape current, const std::vector<Tensor<float>>& styles, bool half, float scale)
      : half_(half), current_(backend.allocate<float>(current)) {
    for (const Tensor<float>& style : styles) {
      styles_.push_back(backend.allocate<float>(style.shape()));
      for_each(style.shape().positions(),
               MakeUnit{style.data(), style.shape().channels, half, scale, styles_.back().data()});
    }
    table_ = make_style_table(backend, shapes_of(styles), styles_);
  }
  void set_current(const Tensor<float>& map) {
    for_each(map.shape().positions(), MakeUnit{map.data(), map.shape().channels, half_, 1, current_.data()});
  }
  PairMaps maps() const {
    if (current_.empty()) return {};
    const Shape shape = current_.shape();
    return {current_.data(), shape.width, shape.channels, table_.maps.data(), table_.widths.data()};
  }

 private:
  bool half_ = false;
  Tensor<float> current_;
  std::vector<Tensor<float>> styles_;
  StyleTable table_;
};

/// The device of a WindowMatch.
class Cuda {
 public:
  Cuda(Backend& backend, const MatchPlanSpec& spec) : features_(backend, spec.current, spec.styles, true, 1) {
    if (spec.style_maps.empty() || !(spec.semantic_weight > 0)) return;
    labels_ = UnitMaps(backend, spec.current_map.shape(), spec.style_maps, false, spec.semantic_weight);
    labels_.set_current(spec.current_map);
  }

  void set_current(const Tensor<float>& features) { features_.set_current(features); }
  NotedPairs pairs(std::uint32_t* highest) const { return {features_.maps(), labels_.maps(), highest}; }

  template <class Body>
  void each(std::size_t count, const Body& body) const {
    for_each(count, body);
  }

 private:
  UnitMaps features_, labels_;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<WindowMatch<Cuda>>(backend, spec);
}

}  // namespace doodle::cuda
