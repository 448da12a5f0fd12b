#include "synthesis/phase_input.h"

#include <algorithm>

#include "image/semantic_map.h"
#include "synthesis/phases.h"
#include "synthesis/resized.h"

namespace doodle {
namespace {

/// The map without the last rows and columns that a layer of this stride does not see.
SemanticMap cropped(const SemanticMap& map, int width, int height) {
  if (width == map.width && height == map.height) return map;
  SemanticMap part{width, height, map.channels, {}};
  part.values.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                      static_cast<std::size_t>(map.channels));
  for (int y = 0; y < height; ++y) {
    const auto row = map.values.begin() + static_cast<std::ptrdiff_t>(y) * map.width * map.channels;
    part.values.insert(part.values.end(), row, row + static_cast<std::ptrdiff_t>(width) * map.channels);
  }
  return part;
}

/// The image where the device shares the host's memory, a copy elsewhere.
Tensor<float> borrow_image(Backend& backend, const Image& image) {
  return backend.borrow<float>({image.height, image.width, image.channels}, image.pixels.data());
}

}  // namespace

Tensor<float> upload_image(Backend& backend, const Image& image) {
  return backend.upload<float>({image.height, image.width, image.channels}, image.pixels.data());
}

Image download_image(Backend& backend, const Tensor<float>& tensor) {
  Image image = make_image(tensor.shape().width, tensor.shape().height);
  backend.download_bytes(tensor.data(), image.pixels.data(), tensor.size() * sizeof(float));
  return image;
}

Tensor<float> map_at(Backend& backend, const SemanticMap& map, Shape layer, int stride) {
  if (map.values.empty()) return {};
  const SemanticMap seen =
      cropped(map, std::min(map.width, layer.width * stride), std::min(map.height, layer.height * stride));
  const SemanticMap small = resize_map(seen, layer.width, layer.height);
  return backend.upload<float>({layer.height, layer.width, map.channels}, small.values.data());
}

InputPyramid::InputPyramid(Backend& backend, const Problem& problem) : backend_(backend), problem_(problem) {
  for (const Image& style : problem.styles)
    styles_.push_back(style.alpha.empty() ? borrow_image(backend, style) : Tensor<float>{});
  if (problem.content) content_ = borrow_image(backend, *problem.content);
}

PhaseInput InputPyramid::at(int phase) const {
  PhaseInput input;
  input.index = phase;
  input.size = picture_size(problem_, phase);
  const std::vector<Size> sizes = style_sizes(problem_, phase);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Image& style = problem_.styles[i];
    const Size size = sizes[i];
    const Filter filter = size.width < style.width ? Filter::area : Filter::bicubic;
    input.styles.push_back(styles_[i].empty() ? upload_image(backend_, resize(style, size, filter))
                                              : resized(backend_, styles_[i], size, filter));
    input.style_masks.emplace_back(style, size);
    if (problem_.has_maps())
      input.style_maps.push_back(resize_map(problem_.maps.styles[i], size.width, size.height));
  }
  if (problem_.has_maps())
    input.target_map = resize_map(problem_.maps.target, input.size.width, input.size.height);
  if (problem_.content)
    input.content = resized(backend_, content_, input.size, Filter::lanczos, problem_.options.tile);
  if (problem_.canvas) input.known.emplace(backend_, *problem_.canvas, input.size, problem_.options.tile);
  return input;
}

}  // namespace doodle
