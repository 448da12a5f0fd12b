#include "world/world_key.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "registry/sha256.h"

namespace doodle {
namespace {

template <class T>
std::string hash(const std::vector<T>& values) {
  return sha256_of_bytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
}

std::string describe(const Image& image) {
  return fmt::format("{}x{}x{} {} {};", image.width, image.height, image.channels, hash(image.pixels),
                     hash(image.alpha));
}

std::string describe(const Style& style) {
  return describe(style.image) + (style.map ? describe(*style.map) : "") +
         (style.mask ? describe(*style.mask) : "");
}

std::string describe(const PaintOptions& o) {
  return fmt::format(
      "{} {} {} {} {} {} {} {} {};{} {} {};{} {} {} {};{} {} {} {} {} {} {};{} {} {} {};{} {} {};{}",
      o.network.model, o.network.seed, o.network.pooling, o.network.padding, o.network.activation,
      o.network.down_sampling, o.network.initialisation, o.network.units, o.network.depth, o.pyramid.phases,
      o.pyramid.neural_phases, o.pyramid.style_scale, fmt::join(o.match.layers, ","), o.match.vote_layer,
      o.match.semantic_weight, o.match.variety, o.refine.votes, o.refine.iterations, o.refine.style_weight,
      o.refine.content_weight, o.refine.smoothness, fmt::join(o.refine.content_layers, ","),
      o.refine.optimiser, o.finish.enabled, o.finish.phases, o.finish.iterations, o.finish.balance,
      o.seed.low, o.seed.high, o.seed.random_seed, o.run.device);
}

}  // namespace

std::string world_key(const WorldRequest& request, Size size, int chunk) {
  std::string text =
      fmt::format("2 {} {}x{} {} {};", version(), size.width, size.height, chunk, request.options.border);
  text += describe(request.map);
  for (const Label& label : request.labels)
    text += fmt::format("{} {};", label.name, fmt::join(label.colour, ","));
  for (const Style& style : request.styles) text += describe(style);
  return sha256_of_bytes(text + describe(request.options.paint));
}

}  // namespace doodle
