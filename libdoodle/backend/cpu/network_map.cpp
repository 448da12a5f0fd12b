#include "backend/cpu/network_map.h"

#include <algorithm>
#include <array>
#include <dnnl.hpp>

#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// body(b, y) for every row of every block.
template <class Body>
void for_rows(const BlockedMap& map, const Body& body) {
  const int height = map.shape.height;
  parallel_for(static_cast<std::int64_t>(map.blocks()) * height,
               [&](std::int64_t i) { body(static_cast<int>(i / height), static_cast<int>(i % height)); });
}

/// How many channels of block b are real.
int filled(const BlockedMap& map, int b) {
  return std::min(map.block, map.shape.channels - b * map.block);
}

/// The first channel of block b at the start of row y of an HWC tensor.
float* hwc_row(const Tensor<float>& tensor, int y, int channel) {
  const Shape shape = tensor.shape();
  return tensor.data() + static_cast<std::ptrdiff_t>(y) * shape.width * shape.channels + channel;
}

/// The channel of an RGB image that the network's channel c reads.
int image_channel(const NetworkSpec& network, int c) {
  return network.bgr ? 2 - c : c;
}

}  // namespace

int channel_block() {
  const auto has = [](dnnl::cpu_isa isa) {
    const auto bits = static_cast<unsigned>(isa);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits;
  };
  return has(dnnl::cpu_isa::avx512_core) ? 16 : 8;
}

void import_image(const NetworkSpec& network, const Tensor<float>& image, const BlockedMap& input) {
  for_rows(input, [&](int b, int y) {
    float* out = input.row(b, y);
    if (input.block > 1) std::fill_n(out, input.row_size(), 0.0f);
    for (int lane = 0; lane < filled(input, b); ++lane) {
      const int c = b * input.block + lane;
      const float* in = hwc_row(image, y, image_channel(network, c));
      const float mean = network.mean[static_cast<std::size_t>(c)];
      const float deviation = network.deviation[static_cast<std::size_t>(c)];
      for (int x = 0; x < input.shape.width; ++x)
        out[x * input.block + lane] = (in[3 * x] * network.scale - mean) / deviation;
    }
  });
}

void export_image_gradient(const NetworkSpec& network, const BlockedMap& input, Tensor<float>& image) {
  for_rows(input, [&](int b, int y) {
    const float* in = input.row(b, y);
    for (int lane = 0; lane < filled(input, b); ++lane) {
      const int c = b * input.block + lane;
      float* out = hwc_row(image, y, image_channel(network, c));
      const float factor = network.scale / network.deviation[static_cast<std::size_t>(c)];
      for (int x = 0; x < input.shape.width; ++x) out[3 * x] = in[x * input.block + lane] * factor;
    }
  });
}

void export_map(const BlockedMap& map, Tensor<float>& tensor) {
  for_rows(map, [&](int b, int y) {
    const float* in = map.row(b, y);
    float* out = hwc_row(tensor, y, b * map.block);
    const int count = filled(map, b);
    for (int x = 0; x < map.shape.width; ++x, in += map.block, out += map.shape.channels)
      std::copy_n(in, count, out);
  });
}

void import_map(const Tensor<float>& tensor, const BlockedMap& map, Write write) {
  for_rows(map, [&](int b, int y) {
    const float* in = hwc_row(tensor, y, b * map.block);
    float* out = map.row(b, y);
    const int count = filled(map, b);
    for (int x = 0; x < map.shape.width; ++x, in += map.shape.channels, out += map.block) {
      if (write == Write::replace) {
        std::copy_n(in, count, out);
        std::fill(out + count, out + map.block, 0.0f);
      } else {
        for (int c = 0; c < count; ++c) out[c] += in[c];
      }
    }
  });
}

}  // namespace doodle::cpu
