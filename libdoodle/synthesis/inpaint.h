#pragma once

#include <optional>

#include "backend/backend.h"
#include "synthesis/problem.h"

namespace doodle {

/// Reads PaintRequest::inpaint and its mask into Problem::canvas, and makes the picture the style where the
/// request has none. Throws UsageError for a mask without a picture and a size below the picture's, BadInput
/// for pictures that cannot be used and where nothing is to be painted.
void read_canvas(const PaintRequest& request, Problem& problem);

/// The pixels of a picture that stay as they are, at the scale of a phase.
class KnownPixels {
 public:
  /// Those of `canvas` (RGB with an alpha of 0 where it is to be painted) at `size`, where half of a pixel is
  /// known or more.
  KnownPixels(Backend& backend, const Image& canvas, Size size, Wrap wrap);

  /// The known pixels with smooth colours between them; shared with this object.
  const Tensor<float>& start() const { return colours_; }
  /// A byte per pixel, not 0 where it is known.
  const Tensor<std::uint8_t>& where() const { return known_; }
  /// Gives `image` the known pixels.
  void put_back(Backend& backend, Tensor<float>& image) const;
  /// Makes a gradient zero there, so that no step moves them.
  void hold(Backend& backend, Tensor<float>& gradient) const;

 private:
  Tensor<float> colours_;
  Tensor<std::uint8_t> known_;  ///< not 0 where a pixel is known
};

/// The result: the picture byte for byte where it stays, `painted` elsewhere, softly joined to it in the
/// outermost pixel of what was painted.
Image composed(const Problem& problem, Image painted);

/// The same for what is joined to it already.
Image put_in(const Problem& problem, const Image& painted);

/// Says of known pixels that they come from their own place, where the picture is its own style; else that
/// they come from no style.
void set_known_sources(const Problem& problem, SourceMap& sources);

}  // namespace doodle
