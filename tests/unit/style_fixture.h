#pragma once

#include "base/random.h"
#include "doodle/style.h"

namespace doodle {

/// A picture of soft random blots.
inline Image blots(int width, int height, std::uint64_t seed) {
  Image small = make_image((width + 7) / 8, (height + 7) / 8);
  for (std::size_t i = 0; i < small.pixels.size(); ++i) small.pixels[i] = 255 * random_uniform(seed, 0, i);
  return resize(small, {width, height}, Filter::bicubic);
}

/// A request for the random network, whose layers are 1_1 .. 4_3, at a size that takes no time.
inline StyleRequest small_request(int width = 48, int height = 40) {
  StyleRequest request;
  request.content = blots(width, height, 1);
  request.styles.push_back({blots(44, 52, 2), std::nullopt, 1});
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  request.options.schedule.phases = 1;
  request.options.schedule.iterations = 4;
  return request;
}

}  // namespace doodle
