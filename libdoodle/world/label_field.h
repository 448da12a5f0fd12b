#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "doodle/maps.h"
#include "world/chunks.h"

namespace doodle {

/// Which label lies where in a picture, asked for part by part. Between pixels of the map outlines are
/// smooth, and borders stray from where they are drawn, by noise that depends on the place alone.
class LabelField {
 public:
  /// Each pixel of `map` (RGB) is the label of the nearest colour; pixels near none are counted in a notice.
  LabelField(const Image& map, const std::vector<Label>& labels, std::vector<std::string>& notices);

  /// Has the map cover a picture of `size`; `border` pixels is how far borders stray.
  void stretch(Size size, double border, std::uint64_t seed);

  /// The labels of a part of the picture, row by row.
  std::vector<std::uint8_t> at(const Rectangle& area) const;

  /// Of how many pixels of the map each label is the label.
  const std::vector<std::size_t>& counts() const { return counts_; }
  /// Bytes that it holds.
  std::size_t bytes() const { return labels_.size(); }

 private:
  std::uint8_t label(double x, double y) const;

  Size map_size_, size_;
  double border_ = 0;
  std::uint64_t seed_ = 0;
  std::vector<std::uint8_t> labels_;  ///< of the map's pixels
  std::vector<std::size_t> counts_;
};

}  // namespace doodle
