#include "importers/vgg_shape.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "importers/natural_order.h"

namespace doodle {
namespace {

struct Kernel {
  std::size_t array = 0;
  std::int64_t inputs = 0, outputs = 0;
  bool hwio = false;
};

/// A kernel of 3x3 taps; none for other arrays.
std::optional<Kernel> as_kernel(const std::vector<NamedArray>& arrays, std::size_t i) {
  const std::vector<std::int64_t>& shape = arrays[i].shape;
  if (shape.size() != 4 || arrays[i].values.empty()) return std::nullopt;
  if (shape[2] == 3 && shape[3] == 3) return Kernel{i, shape[1], shape[0], false};
  if (shape[0] == 3 && shape[1] == 3) return Kernel{i, shape[2], shape[3], true};
  return std::nullopt;
}

struct Architecture {
  const char* name;
  std::array<int, 5> counts;  ///< convolutions per block
};
constexpr Architecture architectures[] = {{"vgg19", {2, 2, 4, 4, 4}}, {"vgg16", {2, 2, 3, 3, 3}}};
constexpr std::array<int, 5> block_channels{64, 128, 256, 512, 512};

/// The name, inputs and outputs of every convolution.
std::vector<VggLayer> layers_of(const Architecture& architecture) {
  std::vector<VggLayer> layers;
  int inputs = 3;
  for (std::size_t block = 0; block < 5; ++block)
    for (int number = 1; number <= architecture.counts[block]; ++number) {
      VggLayer layer;
      layer.name = fmt::format("conv{}_{}", block + 1, number);
      layer.inputs = inputs;
      layer.outputs = inputs = block_channels[block];
      layers.push_back(layer);
    }
  return layers;
}

/// How many kernels from the first on have the channels of these layers.
std::size_t matching(const std::vector<Kernel>& kernels, const std::vector<VggLayer>& layers) {
  std::size_t count = 0;
  while (count < kernels.size() && count < layers.size() && kernels[count].inputs == layers[count].inputs &&
         kernels[count].outputs == layers[count].outputs)
    ++count;
  return count;
}

void check_other_kinds(const std::vector<NamedArray>& arrays) {
  for (const NamedArray& array : arrays)
    demand(!array.name.ends_with("running_mean") && array.name.find("moving_mean") == std::string::npos,
           "it is a network with batch normalisation ({}); the plain VGG-19 or VGG-16 is needed",
           quoted_name(array.name));
}

/// The first layers of an architecture that all kernels are, or their longest run; throws when it is none.
VggWeights match_layers(const std::vector<std::vector<Kernel>>& orders, std::vector<Kernel>& kernels) {
  std::size_t longest = 0;
  for (const Architecture& architecture : architectures)
    for (const std::vector<Kernel>& order : orders) {
      std::vector<VggLayer> layers = layers_of(architecture);
      const std::size_t count = matching(order, layers);
      longest = std::max(longest, count);
      const auto least = static_cast<std::size_t>(4 + architecture.counts[2] + 1);  // to conv4_1
      if (count < least || count != order.size()) continue;
      layers.resize(count);
      kernels = order;
      return {architecture.name, std::move(layers)};
    }
  const std::vector<Kernel>& first = orders.front();
  demand(!first.empty(), "it has no kernel of 3x3 taps, so it is no VGG");
  throw BrokenFile(fmt::format(
      "it is neither VGG-19 nor VGG-16: of its {} kernels of 3x3 taps the first {} have the channels of one "
      "(64, 64, 128, 128, 256, ...)",
      first.size(), longest));
}

std::size_t common_prefix(const std::string& a, const std::string& b) {
  const std::size_t length = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i < length && a[i] == b[i]) ++i;
  return i;
}

/// The bias with most in common with the kernel's name; among equals, as in a list 0, 1, 2, ..., the next
/// one.
std::size_t find_bias(const std::vector<NamedArray>& arrays, const std::vector<std::size_t>& order,
                      const Kernel& kernel) {
  const std::string& name = arrays[kernel.array].name;
  const auto place = std::find(order.begin(), order.end(), kernel.array) - order.begin();
  std::optional<std::size_t> best;
  std::size_t best_prefix = 0;
  const auto count = static_cast<std::ptrdiff_t>(order.size());
  for (std::ptrdiff_t step = 1; step < count; ++step) {
    const std::size_t i = order[static_cast<std::size_t>((place + step) % count)];
    const NamedArray& array = arrays[i];
    const bool fits = static_cast<std::int64_t>(array.values.size()) == kernel.outputs &&
                      (array.shape.size() != 4 || array.shape[2] != 3);
    const std::size_t prefix = common_prefix(array.name, name);
    if (!fits || (best && prefix <= best_prefix)) continue;
    best = i;
    best_prefix = prefix;
  }
  demand(best.has_value(), "the kernel {} has no bias", quoted_name(name));
  return *best;
}

/// The values with outputs first.
std::vector<float> to_oihw(std::vector<float> values, const Kernel& kernel) {
  if (!kernel.hwio) return values;
  const auto inputs = static_cast<std::size_t>(kernel.inputs),
             outputs = static_cast<std::size_t>(kernel.outputs);
  std::vector<float> result(values.size());
  for (std::size_t tap = 0; tap < 9; ++tap)
    for (std::size_t i = 0; i < inputs; ++i)
      for (std::size_t o = 0; o < outputs; ++o)
        result[(o * inputs + i) * 9 + tap] = values[(tap * inputs + i) * outputs + o];
  return result;
}

void check_finite(const VggLayer& layer) {
  const auto finite = [](float value) { return std::isfinite(value); };
  demand(std::all_of(layer.weights.begin(), layer.weights.end(), finite) &&
             std::all_of(layer.bias.begin(), layer.bias.end(), finite),
         "{} ({}) holds a value that is not finite", layer.name, quoted_name(layer.source));
}

}  // namespace

VggWeights find_vgg(ModelArrays& file) {
  std::vector<NamedArray>& arrays = file.arrays();
  check_other_kinds(arrays);
  const std::vector<std::size_t> by_name = natural_order(arrays);
  std::vector<std::vector<Kernel>> orders(2);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (const auto kernel = as_kernel(arrays, by_name[i])) orders[0].push_back(*kernel);
    if (const auto kernel = as_kernel(arrays, i)) orders[1].push_back(*kernel);
  }
  std::vector<Kernel> kernels;
  VggWeights network = match_layers(orders, kernels);
  for (std::size_t l = 0; l < kernels.size(); ++l) {
    VggLayer& layer = network.layers[l];
    layer.source = arrays[kernels[l].array].name;
    layer.bias = arrays[find_bias(arrays, by_name, kernels[l])].values;
    layer.weights = to_oihw(std::move(arrays[kernels[l].array].values), kernels[l]);
    check_finite(layer);
  }
  return network;
}

}  // namespace doodle
