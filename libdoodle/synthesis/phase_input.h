#pragma once

#include <optional>
#include <vector>

#include "backend/backend.h"
#include "synthesis/inpaint.h"
#include "synthesis/sample_mask.h"

namespace doodle {

/// The inputs of one phase, at its scale, in the memory of the backend.
struct PhaseInput {
  int index = 0;                        ///< 0 is the coarsest
  Size size;                            ///< of the picture in this phase
  std::vector<Tensor<float>> styles;    ///< height x width x 3, 0..255
  std::vector<SampleMask> style_masks;  ///< one per style
  std::vector<SemanticMap> style_maps;  ///< at the styles' sizes; empty without maps
  SemanticMap target_map;               ///< at `size`
  std::optional<Tensor<float>> content;
  std::optional<KnownPixels> known;  ///< where a picture is painted into
};

/// Everything of a problem at the scales of its phases. Holds the pictures in the memory of the backend,
/// which, as the problem, must outlive it and what it makes.
class InputPyramid {
 public:
  InputPyramid(Backend& backend, const Problem& problem);
  /// At the scale 2^-(phases-1-phase).
  PhaseInput at(int phase) const;

 private:
  Backend& backend_;
  const Problem& problem_;
  std::vector<Tensor<float>> styles_;  // empty where one has clear pixels, whose colours do not count
  Tensor<float> content_;
};

/// An image as an HWC array of the backend.
Tensor<float> upload_image(Backend& backend, const Image& image);

/// The reverse: RGB, 0..255, SampleType u8.
Image download_image(Backend& backend, const Tensor<float>& tensor);

/// A phase's map at the h x w positions of a layer with `stride` pixels a position, by area averaging; an
/// empty tensor when the map is empty.
Tensor<float> map_at(Backend& backend, const SemanticMap& map, Shape layer, int stride);

}  // namespace doodle
