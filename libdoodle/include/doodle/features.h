#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "doodle/maps.h"
#include "doodle/options.h"

namespace doodle {

/// What one layer of a network says about a picture, after the activation.
struct FeatureMap {
  int height = 0;  ///< the picture's, divided by the layer's stride
  int width = 0;
  int channels = 0;
  std::vector<float> values;  ///< height x width x channels, the channels of a position together
};

/// Asked now and then during a call, from the thread that called, whether to go on. Returns false to cancel:
/// the call then throws Error with ErrorCode::cancelled. What it throws comes out of the call.
using GoOnCallback = std::function<bool()>;

/// A loaded network, to look at pictures with. May be used by one thread at a time. While it lives, other
/// extractors, paint() and transfer_style() use the same network, on any thread, and do not read its file
/// again, provided that their network options are equal and the file's path, size and time of last change are
/// the same.
class FeatureExtractor {
 public:
  /// Loads the network. Throws as paint() does: UsageError, ModelMissing, DeviceMissing.
  explicit FeatureExtractor(const NetworkOptions& network = {}, const RunOptions& run = {});
  ~FeatureExtractor();
  FeatureExtractor(FeatureExtractor&&) noexcept;
  FeatureExtractor& operator=(FeatureExtractor&&) noexcept;

  /// The names of all layers, in order: `1_1`, `1_2`, ...
  const std::vector<std::string>& layers() const;

  /// The features of `image` (grey is repeated, alpha ignored) at the layers asked for, in that order. What
  /// is prepared for one size and set of layers is kept for the next call with the same. Throws UsageError
  /// for a layer that is not there or none at all, BadInput for an image that is empty, whose arrays do not
  /// fit its size, that has NaN or infinity, or is too small for a layer.
  /// `go_on` is asked between two layers of the network; after a cancelled call the next one is as good.
  std::vector<FeatureMap> run(const Image& image, const std::vector<std::string>& layers,
                              const GoOnCallback& go_on = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Features or a semantic map whose values belong to somebody else, and are only read.
struct MapView {
  int height = 0;
  int width = 0;
  int channels = 0;
  std::span<const float> values;  ///< height x width x channels, the channels of a position together

  MapView() = default;
  MapView(int rows, int columns, int depth, std::span<const float> all)
      : height(rows), width(columns), channels(depth), values(all) {}
  MapView(const FeatureMap& map) : MapView(map.height, map.width, map.channels, map.values) {}
  MapView(const SemanticMap& map) : MapView(map.height, map.width, map.channels, map.values) {}
  MapView(const FeatureMap&&) = delete;  // would look at what is gone
  MapView(const SemanticMap&&) = delete;
};

/// What match_patches() compares: 3x3 patches of features, and of the maps where there are any. The values
/// must stay until it returns; where the device is the host they are not copied.
struct MatchRequest {
  MapView current;                  ///< whose patches are to be matched; at least 3x3
  std::vector<MapView> styles;      ///< where matches are looked for; at least one, each at least 3x3
  MapView current_map;              ///< of the size of `current`; empty (0 x 0) without maps
  std::vector<MapView> style_maps;  ///< one per style, of its size; empty without maps
  double semantic_weight = 10;      ///< of the maps against the features; 0..10,000
  double variety = 0;               ///< 0..1: style patches that match well somewhere are put off
  RunOptions run;
};

/// The best style patch of every patch of the current features, (height - 2) x (width - 2) of them.
struct PatchMatches {
  int height = 0;
  int width = 0;
  std::vector<std::int32_t> style;  ///< which style
  std::vector<std::int32_t> row;    ///< the patch's upper left corner there
  std::vector<std::int32_t> column;
  std::vector<float>
      score;  ///< mean cosine of the features, -1..1, plus semantic_weight times that of the maps
};

/// Matches patches exactly (docs/algorithm.md). `go_on` is asked between rows of the work. Throws BadInput
/// for maps that do not fit each other or hold a value that is not a finite number, naming the field
/// (`styles[1]`), UsageError for an option out of its range.
PatchMatches match_patches(const MatchRequest& request, const GoOnCallback& go_on = {});

}  // namespace doodle
