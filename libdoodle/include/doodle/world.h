#pragma once

#include <string>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle {

/// How a world is painted.
struct WorldOptions {
  int scale = 1;  ///< 1..256: pixels of the picture per pixel of the map; not used with paint.output_size
  double border = 12;  ///< 0..1000 pixels: how far the borders between labels stray from where they are drawn
  int chunk =
      1024;  ///< 64..8192 pixels: the longest side that is painted at once; halved until it fits memory
  /// The rest. Not used: maps, tile (must be none) and seed.kind.
  PaintOptions paint;
};

/// What paint_world() is asked to do.
struct WorldRequest {
  Image map;                  ///< what lies where, in the colours of the labels
  std::vector<Label> labels;  ///< 1..64
  std::vector<Style>
      styles;  ///< each with a map, in the same colours; every label of `map` is in one of them
  WorldOptions options;
};

/// How a run went.
struct WorldResult {
  Size size;
  bool cancelled = false;
  int chunks = 0;                 ///< that the picture has
  int found = 0;                  ///< of them, that were there when the run began
  int painted = 0;                ///< of them, by this run
  std::size_t planned_bytes = 0;  ///< see PaintEstimate
  std::vector<std::string> notices;
  std::map<std::string, std::string> parameters;  ///< for the text of the picture's file
};

/// Paints a label map of any size with one example per label, or several, or with pictures that have maps:
/// chunk by chunk, row by row of chunks, each going on from those that are there. What is painted is kept in
/// `work`, a file that save_world() makes a picture of and that the same request goes on with when it was
/// stopped; any other file of that name is replaced. Only the chunk at hand is in memory, and one byte per
/// pixel of the map. Same request and random_seed, same bytes, however often it was stopped; chunks are part
/// of the request as WorldOptions::chunk and memory_gib together say. Cancelled by the callback (its phases
/// are chunks), the result says so, and chunks that are missing have the mean colour of their styles. Throws
/// as paint() does, and BadInput for a label that no style has and when `work` cannot be written.
WorldResult paint_world(const WorldRequest& request, const std::string& work,
                        const ProgressCallback& progress = {});

/// Plans `request` without painting it: the memory, and how many chunks (as phases). Throws as paint_world().
PaintEstimate estimate_world(const WorldRequest& request);

/// Throws UsageError naming the first option out of its range, its value and the limits.
void check_options(const WorldOptions& options);

/// Makes a picture of what paint_world() left in `work`. PNG and TIFF are written row by row, other formats
/// with the whole picture in memory. Throws BadInput naming the file that cannot be read or written.
void save_world(const std::string& work, const std::string& path, const SaveOptions& options = {});

/// The same in memory.
Image load_world(const std::string& work);

/// Reads the examples that a labels.toml names:
///
///     [[label]]
///     name = "meadow"
///     colour = "#8fd13f"
///     file = "grass.jpg"          # or a list; beside this file
///
///     [[source]]                  # a picture of several labels
///     file = "shore.png"
///     map = "shore_sem.png"
///
/// The labels themselves are read by read_label_file(). Throws BadInput "FILE:LINE: ..." for examples that do
/// not exist or are no strings.
std::vector<Style> read_world_styles(const std::string& path);

}  // namespace doodle
