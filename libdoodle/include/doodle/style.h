#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle {

/// A picture whose manner is taken, with its map where there is one, and its share among several.
struct WeightedStyle {
  Image image;
  std::optional<Image> map;  ///< resized (nearest, with a notice) when its size differs from the image's
  double weight = 1;         ///< relative to the other styles that a region has; above 0, at most 1e6
};

/// What is minimised. Every loss is relative to the energy of the features that it compares with, so that
/// weights mean the same on every network and at every size.
struct StyleLossOptions {
  /// `wasserstein`: whole distributions of features; `gram`: their second moments, in less time.
  std::string kind = "wasserstein";
  double style_weight = 100;  ///< 0..1e9
  double content_weight = 5;  ///< 0..1e9
  double patch_weight =
      0;  ///< of neural patches beside, or (style_weight 0) instead of, the statistics; 0..1e9
  double smoothness = 1;  ///< 0..1e9
  /// Empty: 1_1, 2_1, 3_1, 4_1 and 5_1, of which those that the network has.
  std::vector<std::string> style_layers;
  std::vector<std::string> content_layers;  ///< empty: 4_2, else the deepest but one of the network
  std::vector<std::string> patch_layers;    ///< empty: 3_1 and 4_1, of which those that the network has
  /// `equal`: every layer has the same say. `gatys`: as much as the formula of Gatys et al. gives it, which
  /// is mostly 4_1.
  std::string layer_scale = "equal";
};

/// The sequence of sizes, and how long to work at each.
struct StyleScheduleOptions {
  int phases = 0;  ///< 1..12; phase i works at sqrt(2)^-(phases-1-i) of the size; 0: from about 128 pixels
  int iterations = 30;       ///< evaluations of the objective in a phase; 1..10,000
  int tiled_iterations = 6;  ///< the same in phases that do not fit into the memory at once; 1..10,000
  /// Longer side of the styles against the picture's, in every phase; 1/16..16. A style is never enlarged.
  double style_scale = 1;
  std::string optimiser = "lbfgs";  ///< `lbfgs` or `adam`; where lbfgs does not fit into the memory, adam
};

/// Everything that can be chosen for style transfer.
struct StyleOptions {
  StyleOptions() { network.pooling = "max"; }

  Size output_size;  ///< zero: the content's size
  /// Without a padding: `replicate`, against artefacts at the edges. Max pooling, since average pooling
  /// covers shadows with regular dots (docs/decisions/0007-total-variation.md).
  NetworkOptions network;
  MapOptions maps;
  StyleLossOptions loss;
  StyleScheduleOptions schedule;
  /// Whose colours: `style`; `luminance`: the content's, only lightness is painted; `linear`, `histogram`:
  /// the style's are first fitted to the content's, by their mean and covariance, or channel by channel.
  std::string colours = "style";
  SeedOptions seed;       ///< `auto` is the content
  double memory_gib = 0;  ///< how much may be used; 0: three quarters of the machine's
  RunOptions run;
};

/// What transfer_style() is asked to do. Every style has a map when there is a target map, and none
/// otherwise: then a region takes the manner of what has its label.
struct StyleRequest {
  Image content;
  std::vector<WeightedStyle> styles;  ///< at least one
  std::optional<Image> target_map;    ///< which regions the content has
  std::optional<Image> seed;          ///< for SeedOptions::kind `image`
  StyleOptions options;
};

/// What a run will need.
struct StyleEstimate {
  double seconds = 0;
  std::size_t bytes = 0;  ///< at its peak
  int tiles = 1;          ///< in the last phase
  int phases = 0;
  std::vector<std::string> notices;
};

/// Throws UsageError naming the first option out of its range, its value and the limits.
void check_options(const StyleOptions& options);

/// Measures evaluations of two small sizes on this machine and derives what `request` will need. Throws as
/// transfer_style() does.
StyleEstimate estimate_style(const StyleRequest& request);

/// Paints the content in the manner of the styles (Gatys et al. 2015 and after). Throws UsageError (options),
/// ModelMissing, BadInput (images), OutOfMemory (more than memory_gib is needed), DeviceMissing. May be
/// called from several threads at once.
PaintResult transfer_style(const StyleRequest& request, const ProgressCallback& progress = {});

}  // namespace doodle
