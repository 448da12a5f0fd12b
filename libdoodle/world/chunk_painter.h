#pragma once

#include <vector>

#include "doodle/world.h"
#include "image/colours.h"
#include "world/label_field.h"
#include "world/work_file.h"

namespace doodle {

/// Turns a world's request into requests of paint() for its chunks.
class ChunkPainter {
 public:
  /// Throws UsageError or BadInput for what cannot be painted. `request` must outlive it.
  ChunkPainter(const WorldRequest& request, std::vector<std::string>& notices);

  Size size() const { return size_; }

  /// Bytes that painting a chunk takes at most, with every style, after lay_out(side).
  std::size_t planned_bytes(const Chunk& chunk, int side) const;

  /// Paints the whole small, its longer side at most `side`, for chunks to start from, so that what is spread
  /// over several of them agrees. Nothing is done where it would have to be smaller than styles can be. False
  /// when the callback said to stop.
  bool lay_out(int side, const ProgressCallback& progress);

  /// Paints chunk `index` into `work`, whose pixels above it and to its left are there; false when the
  /// callback said to stop.
  bool paint(const Chunk& chunk, int index, WorkFile& work, const ProgressCallback& progress) const;

  /// Fills a chunk with the mean colours of its labels' styles.
  void sketch(const Chunk& chunk, WorkFile& work) const;

 private:
  PaintRequest request_for(const std::vector<std::uint8_t>& labels, Size size) const;
  void start_from_layout(const Rectangle& area, PaintRequest& request) const;
  double layout_ratio(int side) const;
  void choose_phases(double ratio, PaintRequest& request) const;
  std::size_t held_bytes(const Chunk& chunk) const;
  std::vector<Colour> mean_colours() const;

  const WorldRequest& request_;
  Size size_;
  LabelField field_;
  Image layout_;                        ///< the whole, small; empty: none
  std::vector<std::vector<bool>> has_;  ///< per style, per label: whether its map shows it
};

}  // namespace doodle
