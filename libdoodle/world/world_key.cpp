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
  return describe(style.image) + (style.map ? "map " + describe(*style.map) : "") +
         (style.mask ? "mask " + describe(*style.mask) : "") + fmt::format("{};", style.weight);
}

std::string describe(const NetworkOptions& o) {
  return fmt::format("{} {} {} {} {} {} {} {} {};", o.model, o.seed, o.pooling, o.padding, o.activation,
                     o.down_sampling, o.initialisation, o.units, o.depth);
}

std::string describe(const SampleOptions& o) {
  return fmt::format("{} {} {} {};", o.rotate, o.mirror.x, o.mirror.y, o.wrap);
}

std::string describe(const PyramidOptions& o) {
  return fmt::format("{} {} {};", o.phases, o.neural_phases, o.style_scale);
}

std::string describe(const MatchOptions& o) {
  return fmt::format("{} {} {} {} {};", fmt::join(o.layers, ","), o.vote_layer, o.semantic_weight, o.variety,
                     o.search);
}

std::string describe(const RefineOptions& o) {
  return fmt::format("{} {} {} {} {} {} {};", o.votes, o.iterations, o.style_weight, o.content_weight,
                     o.smoothness, fmt::join(o.content_layers, ","), o.optimiser);
}

std::string describe(const FinishOptions& o) {
  return fmt::format("{} {} {} {} {};", o.enabled, o.phases, o.iterations, o.balance, o.coverage);
}

std::string describe(const PaintOptions& o) {
  return describe(o.network) + describe(o.samples) + describe(o.pyramid) + describe(o.match) +
         describe(o.refine) + describe(o.finish) +
         fmt::format("{} {} {};{}", o.seed.low, o.seed.high, o.seed.random_seed, o.run.device);
}

}  // namespace

std::string world_key(const WorldRequest& request, const std::string& network, Size size, int chunk) {
  std::string text = fmt::format("3 {} {} {}x{} {} {};", version(), network, size.width, size.height, chunk,
                                 request.options.border);
  text += describe(request.map);
  for (const Label& label : request.labels)
    text += fmt::format("{} {};", label.name, fmt::join(label.colour, ","));
  for (const Style& style : request.styles) text += describe(style);
  return sha256_of_bytes(text + describe(request.options.paint));
}

}  // namespace doodle
