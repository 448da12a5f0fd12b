#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "doodle/maps.h"
#include "doodle/models.h"

namespace doodle {

/// How patches are matched in the features of the network.
struct MatchOptions {
  std::vector<std::string> layers{"3_1", "4_1"};  ///< where patches are matched and the style loss is taken
  std::string vote_layer = "3_1";                 ///< where patches are matched for voting
  double semantic_weight = 10;                    ///< of the maps against the features; 0..10,000
  double variety = 0.2;  ///< 0..1: style patches that already match well somewhere are put off
  /// `exact`: every patch is compared with all of the style's. `windowed`: with some (PatchMatch), in a time
  /// that grows with the picture alone; most patches find their best match. `auto`: exact unless that takes
  /// long.
  std::string search = "auto";
};

/// How each phase is refined: votes, then gradient steps.
struct RefineOptions {
  int votes = 4;               ///< matched-and-copied passes at the start of a phase; 0..100
  int iterations = 10;         ///< evaluations of the objective per phase; 0..10,000
  double style_weight = 25;    ///< 0..1e6
  double content_weight = 10;  ///< 0..1e6
  double smoothness = 1;       ///< 0..1e6
  std::vector<std::string> content_layers{"4_2"};
  std::string optimiser = "lbfgs";  ///< `lbfgs` or `adam`
};

/// How phases are finished in pixels.
struct FinishOptions {
  bool enabled = true;
  int phases = 10;      ///< how many of the last phases are finished; 0..10, of which those that there are
  int iterations = 10;  ///< search-and-vote rounds per phase; 1..100
  double balance = 1;   ///< 0..100: how strongly each style pixel is held to equal use
  /// 0..1: how much of what may be used of the styles is to appear. `balance` is raised while less does, up
  /// to fifty times; 0: it is not.
  double coverage = 0;
};

/// In which forms patches are taken from the styles, besides as they are.
struct SampleOptions {
  int rotate = 0;     ///< also turned: 0 (no), 180, or 90 (by any number of quarter turns)
  Wrap mirror;        ///< also mirrored: x left to right, y top to bottom
  bool wrap = false;  ///< styles are tiles: their patches go on over their sides
};

/// The sequence of scales.
struct PyramidOptions {
  /// 1..10; phase i works at 2^-(phases-1-i) of the final size. 0: enough for the shorter side to begin near
  /// 40 pixels, near 26 where labels alone lay out the picture.
  int phases = 0;
  /// 1..10: in how many of the first phases the network paints. 0: in the first alone, from which the pixel
  /// finish goes on; in all of them without a finish, or with both content and labels.
  int neural_phases = 0;
  double style_scale = 1;  ///< style pixels per style file pixel in the last phase; 1/16..16
};

/// Where the first phase starts from.
struct SeedOptions {
  std::string kind = "auto";  ///< `noise`, `content`, `image` (PaintRequest::seed), or `auto`: content if
                              ///< there is one, else noise
  double low = 16;            ///< noise is uniform between low and high, 0..255
  double high = 240;
  std::uint64_t random_seed = 0;  ///< the same seed, options and backend give the same bytes
};

/// Where and how it runs.
struct RunOptions {
  int threads = 0;              ///< 0: as many as the machine has; 1..1024. The result does not depend on it
  std::string device = "auto";  ///< `cpu`, `cuda`, `cuda:N`, or `auto`: a GPU that can be used, else the CPU
};

/// Everything that can be chosen, in groups. The defaults are `Quality::standard`.
struct PaintOptions {
  Size output_size;  ///< zero: that of the picture to paint into, else the content's, else the target map's,
                     ///< else the first guide's, else the (first) style's
  /// The picture continues over its sides: copies of it side by side show no seam.
  Wrap tile;
  NetworkOptions network;
  MapOptions maps;
  SampleOptions samples;
  PyramidOptions pyramid;
  MatchOptions match;
  RefineOptions refine;
  FinishOptions finish;
  SeedOptions seed;
  double memory_gib = 0;  ///< how much the process may use, 0..100,000; 0: three quarters of the machine's
  RunOptions run;
};

enum class Quality { draft, standard, fine };

/// The options of a quality: draft trades looks for seconds, fine the reverse.
PaintOptions preset(Quality quality);

/// Throws UsageError naming the first option out of its range, its value and the limits.
void check_options(const PaintOptions& options);

}  // namespace doodle
