#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doodle/options.h"
#include "doodle/source_map.h"

namespace doodle {

/// A picture to take patches from, with its map where there is one. No patch is taken that touches a clear
/// pixel (alpha below 0.5).
struct Style {
  Image image;
  std::optional<Image> map;  ///< resized (nearest, with a notice) when its size differs from the image's
  /// White: use; darker than the middle, or clear itself: clear. Resized as the map is.
  std::optional<Image> mask{};
  /// Its share of the result relative to the other styles'; 0..1e6. 0 for all: in a texture the share that it
  /// has of their area, in a painting as its patches fit; 0 beside others: none of it.
  double weight = 0;
};

/// What a place of a style is like, and what each place of the picture is to be like: brightness, heights,
/// directions, anything that is a number.
struct Guide {
  std::vector<Image> styles;  ///< one per style; resized when its size differs from the image's
  Image target;               ///< resized to the target map's size, or the output's
  double weight = 1;          ///< of its squared differences, against a map's or another guide's; 0..1000
};

/// What paint() is asked to do. Every style must have a map when there is a target map, and none otherwise.
/// With `inpaint` that picture is kept byte for byte, with its sample type, profile and alpha, but for its
/// clear pixels (alpha below 0.5, and the soft rim of such a hole), the white ones of `inpaint_mask`, and
/// what an output size larger than the picture adds around it; these are painted to go on from what is kept.
/// Without styles it is its own style.
struct PaintRequest {
  std::vector<Style> styles;        ///< at least one, unless there is a picture to paint into
  std::optional<Image> target_map;  ///< what to paint where
  std::optional<Image> content;  ///< a picture whose content to keep; resized (Lanczos) to the output's size
  std::optional<Image> seed;     ///< for SeedOptions::kind `image`
  PaintOptions options;
  std::optional<Image> inpaint{};       ///< a picture to paint into
  std::optional<Image> inpaint_mask{};  ///< white: paint; resized as a style's map is
  std::vector<Guide> guides{};          ///< beside the maps, or without any
};

/// What the program is doing at the moment of a report.
enum class Stage { prepare, vote, refine, finish };

/// A report from the middle of a run.
struct Progress {
  int phase = 0;  ///< from 0
  int phases = 0;
  Stage stage = Stage::prepare;
  int step = 0;  ///< steps done in this stage
  int steps = 0;
  double fraction = 0;           ///< of the whole run, 0..1, by estimated work
  double loss = 0;               ///< of the last evaluation, on a GPU of the one before; 0 if none
  double seconds = 0;            ///< since the start
  double seconds_left = 0;       ///< estimate; 0 while there is none
  std::function<Image()> image;  ///< the picture as it stands, at the phase's size; valid during the call
  /// Lines for the user that the request led to, all in the first report; valid during the call. Those of the
  /// result begin with them.
  std::span<const std::string> notices{};
};

/// Called between steps, from the thread that called paint(). Returns false to cancel.
using ProgressCallback = std::function<bool(const Progress&)>;

/// How a run went.
struct PhaseReport {
  Size size;
  int evaluations = 0;
  double loss = 0;  ///< at the last evaluation
  double seconds = 0;
  /// The layers whose matches were searched for in windows (MatchOptions::search), and in each the share of a
  /// sample of patches, 0..1, that got a match as good as the best of all.
  std::map<std::string, double> found{};
};

/// How a style was used.
struct StyleUse {
  double share = 0;  ///< of the result's pixels, those that come from it; 0..1
  double coverage =
      0;  ///< of what may be used of it, what appears: pixels under some patch that was used; 0..1
};

/// A picture and how it came about.
struct PaintResult {
  Image image;
  bool cancelled = false;  ///< the image is the best so far, enlarged to the output's size
  std::vector<PhaseReport> phases;
  std::vector<std::string> notices;  ///< lines for the user: dropped phases, snapped labels, the model used
  std::size_t planned_bytes = 0;     ///< that paint() expected to need at most; see estimate_paint()
  std::vector<StyleUse> uses;        ///< one per style; empty when no phase was finished in pixels
  SourceMap sources;  ///< where each pixel comes from; empty when no phase was finished in pixels
  std::map<std::string, std::string> parameters;  ///< what it was made with, for save_image()'s text
};

/// Paints `request`: from a map of colours, a content image, or nothing but a style (texture synthesis).
/// Throws UsageError (options), ModelMissing (network), BadInput (images; checked in this order),
/// OutOfMemory (before any work when more than memory_gib is needed), DeviceMissing. May be called from
/// several threads at once.
PaintResult paint(const PaintRequest& request, const ProgressCallback& progress = {});

/// What a run will need.
struct PaintEstimate {
  std::size_t bytes = 0;  ///< of memory that the process will hold at most: an upper bound
  int phases = 0;
  Size size{};                         ///< of the result
  std::vector<std::string> notices{};  ///< lines for the user, as in PaintResult
};

/// Plans `request` without painting it. Throws as paint() does, OutOfMemory too.
PaintEstimate estimate_paint(const PaintRequest& request);

/// The version of the library, MAJOR.MINOR.PATCH.
std::string version();

}  // namespace doodle
