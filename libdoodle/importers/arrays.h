#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/broken_file.h"

namespace doodle {

/// One array of a file, values in C order: last dimension fastest.
struct NamedArray {
  std::string name;  ///< the path to it: `features.0.weight`, `layers.0.weights.1`
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< empty for an array that cannot be part of VGG's convolutions
};

/// What a file's own metadata say about the network's input.
struct StatedInput {
  bool bgr = false;
  float scale = 255;  ///< the value of white
  std::array<float, 3> mean{}, deviation{};
};

/// The arrays of a file of any format, in the order of the file, and what the file says besides.
class ModelArrays {
 public:
  std::string format;                        ///< for people: `PyTorch (zip)`
  std::optional<std::array<float, 3>> mean;  ///< of the average image inside, in the order of its channels
  std::string channel_order;  ///< RGB or BGR where the format or the file says so; empty otherwise
  std::optional<StatedInput> stated;
  std::string licence, source;  ///< where the file says so

  /// Whether an array of this shape may belong to a convolution of VGG, so that its values are wanted: a
  /// kernel of four dimensions, or a bias of one (others 1), no larger than VGG has. Throws BrokenFile for
  /// shapes that make no sense.
  static bool wanted(const std::vector<std::int64_t>& shape);
  /// The number of elements. Throws BrokenFile when it overflows or a length is negative.
  static std::int64_t count(const std::vector<std::int64_t>& shape);

  /// To be called before the values of a wanted array are read: throws BrokenFile when all arrays together
  /// would be larger than any VGG, so that a small file cannot ask for much memory.
  void reserve(const std::vector<std::int64_t>& shape);
  /// Throws BrokenFile when the number of values is neither 0 nor that of the shape, or there are too many
  /// arrays.
  void add(std::string name, std::vector<std::int64_t> shape, std::vector<float> values);
  const std::vector<NamedArray>& arrays() const { return arrays_; }
  std::vector<NamedArray>& arrays() { return arrays_; }

 private:
  std::vector<NamedArray> arrays_;
  std::int64_t reserved_ = 0;
};

}  // namespace doodle
