#include <algorithm>
#include <string>

#include "backend/network_check.h"
#include "backend/network_shape.h"
#include "base/expect.h"
#include "half_rows.h"
#include "narrow_convolution.h"
#include "network_arrays.h"

namespace doodle::cuda {
namespace {

/// The two ways of a convolution's weights, as make_convolution() packs them.
std::size_t packed_weights(const LayerSpec& layer, Wrap wrap, bool gradients) {
  if (is_narrow(layer, wrap))
    return packed_rows(narrow_weights(layer, false)).size() +
           (gradients ? packed_rows(narrow_weights(layer, true)).size() : 0);
  const Shape there{layer.kernel * layer.kernel, layer.outputs, layer.inputs};
  const Shape back{layer.kernel * layer.kernel, layer.inputs, layer.outputs};
  return packed_rows(there).size() + (gradients ? packed_rows(back).size() : 0);
}

void add_convolution(const LayerSpec& layer, Shape in, Shape out, const NetworkPlanSpec& spec,
                     NetworkArrays& arrays) {
  arrays.halves = std::max(arrays.halves, packed_rows(in).size());
  arrays.weights += packed_weights(layer, spec.wrap, spec.gradients);
  arrays.biases += layer.bias.size();
  if (!spec.gradients) return;
  arrays.halves = std::max(arrays.halves, packed_rows(out).size());
  const Shape frame =
      is_narrow(layer, spec.wrap) ? narrow_frame(layer, in) : frame_shape(layer, in, spec.wrap);
  arrays.frame = std::max(arrays.frame, frame.size());
}

}  // namespace

Shape frame_shape(const LayerSpec& layer, Shape input, Wrap wrap) {
  const int margin = padding_margin(layer);
  const AxisPadding padding = axis_padding(layer, wrap);
  if (margin == 0 || (padding.x == Padding::zero && padding.y == Padding::zero)) return {0, 0, 1};
  return {input.height + 2 * margin, input.width + 2 * margin, input.channels};
}

NetworkArrays measure_network(const NetworkSpec& network, const NetworkPlanSpec& spec) {
  NetworkArrays arrays;
  for (const std::string& name : spec.taps) arrays.taps.push_back(find_convolution(network, name));
  expect(!arrays.taps.empty(), "a network plan needs a tap");
  const std::size_t count = *std::max_element(arrays.taps.begin(), arrays.taps.end()) + 1;
  arrays.maps.push_back({spec.height, spec.width, 3});
  for (std::size_t i = 0; i < count; ++i) {
    const LayerSpec& layer = network.layers[i];
    const Shape in = arrays.maps.back(), out = layer_output(layer, in);
    check_layer(layer, in.channels);
    expect(out.positions() > 0, "the image is too small for a tap of the network");
    if (layer.kind == LayerKind::convolution) add_convolution(layer, in, out, spec, arrays);
    arrays.maps.push_back(out);
  }
  if (!spec.gradients) return arrays;
  for (std::size_t i = 0; i < arrays.maps.size(); ++i)
    arrays.gradients[i % 2] = std::max(arrays.gradients[i % 2], arrays.maps[i].size());
  for (const std::size_t tap : arrays.taps) arrays.tap_gradients += arrays.maps[tap + 1].size();
  return arrays;
}

std::size_t bytes_of(const NetworkArrays& arrays, bool half) {
  std::size_t floats =
      arrays.gradients[0] + arrays.gradients[1] + arrays.tap_gradients + arrays.frame + arrays.biases;
  for (const Shape& map : arrays.maps) floats += map.size();
  return floats * sizeof(float) + (arrays.halves + arrays.weights) * (half ? 1 : 2) * sizeof(std::uint16_t);
}

}  // namespace doodle::cuda
