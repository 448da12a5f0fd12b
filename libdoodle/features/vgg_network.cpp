#include "features/vgg_network.h"

#include <cmath>
#include <sstream>

#include "base/check.h"
#include "features/network_options.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

[[noreturn]] void refuse(const Safetensors& file, const std::string& reason) {
  throw ModelMissing(fmt::format("{} is not a network of VGG's shape: {}", file.path(), reason));
}

/// Three numbers separated by commas.
std::array<float, 3> parse_triple(const Safetensors& file, const std::string& key, const std::string& text) {
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  std::array<float, 3> values{};
  char comma = ',';
  for (float& value : values) {
    if (comma != ',' || !(stream >> value) || !std::isfinite(value))
      refuse(file, fmt::format("{} in its metadata is \"{}\", not three numbers", key, text));
    if (!(stream >> comma)) comma = 0;
  }
  if (!stream.eof()) refuse(file, fmt::format("{} in its metadata is \"{}\", not three numbers", key, text));
  return values;
}

void read_preprocessing(const Safetensors& file, NetworkSpec& network) {
  const std::string order = file.metadata("channel_order");
  if (order != "RGB" && order != "BGR")
    refuse(file, fmt::format("channel_order in its metadata is \"{}\", not RGB or BGR", order));
  network.bgr = order == "BGR";
  const std::string scale = file.metadata("scale");
  if (scale != "1" && scale != "255")
    refuse(file, fmt::format("scale in its metadata is \"{}\", not 1 or 255 (the value of white)", scale));
  network.scale = scale == "1" ? 1.0f / 255 : 1.0f;
  network.mean = parse_triple(file, "mean", file.metadata("mean", "0,0,0"));
  network.deviation = parse_triple(file, "std", file.metadata("std", "1,1,1"));
  for (const float deviation : network.deviation)
    if (!(deviation > 0)) refuse(file, "std in its metadata holds a number that is not above zero");
}

/// Reads KEY.weight and KEY.bias into a convolution that follows `inputs` channels.
LayerSpec read_convolution(Safetensors& file, const std::string& key, const std::string& name, int inputs,
                           int kernel) {
  const std::vector<std::int64_t>& shape = file.shape(key + ".weight");
  if (shape.size() != 4 || shape[0] < 1 || shape[1] != inputs || shape[2] != kernel || shape[3] != kernel)
    refuse(file, fmt::format("{}.weight has the shape {}; outputs x {} x {} x {} was expected", key,
                             fmt::join(shape, " x "), inputs, kernel, kernel));
  if (!file.contains(key + ".bias") || file.shape(key + ".bias") != std::vector<std::int64_t>{shape[0]})
    refuse(file, fmt::format("{}.bias is missing or does not have {} values", key, shape[0]));
  LayerSpec layer;
  layer.name = name;
  layer.inputs = inputs;
  layer.outputs = static_cast<int>(shape[0]);
  layer.kernel = kernel;
  layer.weights = file.read(key + ".weight");
  layer.bias = file.read(key + ".bias");
  return layer;
}

/// The name under which a file keeps convolution `number` of `block`; empty when it has none.
std::string find_key(const Safetensors& file, int block, int number) {
  for (const char* separator : {"_", ""}) {
    const std::string key = fmt::format("conv{}{}{}", block, separator, number);
    if (file.contains(key + ".weight")) return key;
  }
  return "";
}

/// Called with the first convolution that a block does not have. A file may end anywhere, but have no holes;
/// one that says it is a VGG-19 has its 2, 2, 4, 4, 4 convolutions in every block before the last; a VGG-16
/// its 2, 2, 3, 3, 3.
void check_holes(const Safetensors& file, int block, int number) {
  const std::string architecture = file.metadata("architecture");
  const bool vgg16 = architecture.starts_with("vgg16");
  const std::array counts = vgg16 ? std::array{2, 2, 3, 3, 3} : std::array{2, 2, 4, 4, 4};
  bool hole = false;
  for (int later = number + 1; later <= counts.back(); ++later) hole |= !find_key(file, block, later).empty();
  const bool last = find_key(file, block + 1, 1).empty();
  if ((vgg16 || architecture.starts_with("vgg19")) && block <= static_cast<int>(counts.size()))
    hole |= !last && number <= counts[static_cast<std::size_t>(block - 1)];
  if (hole) refuse(file, fmt::format("conv{}_{} is missing", block, number));
}

void read_layers(Safetensors& file, const NetworkOptions& options, Padding padding, NetworkSpec& network) {
  int channels = 3;
  if (file.contains("conv0.weight")) {
    network.layers.push_back(read_convolution(file, "conv0", "0", channels, 1));
    network.layers.back().activation = Activation::none;
    channels = network.layers.back().outputs;
  }
  for (int block = 1; !find_key(file, block, 1).empty(); ++block) {
    if (block > 1) {
      LayerSpec pool;
      pool.kind = parse_pooling(options.pooling);
      pool.name = fmt::format("pool{}", block - 1);
      network.layers.push_back(pool);
    }
    int number = 1;
    for (std::string key; !(key = find_key(file, block, number)).empty(); ++number) {
      network.layers.push_back(read_convolution(file, key, fmt::format("{}_{}", block, number), channels, 3));
      network.layers.back().padding = padding;
      channels = network.layers.back().outputs;
    }
    check_holes(file, block, number);
  }
  if (find_key(file, 1, 1).empty()) refuse(file, "it has no array conv1_1.weight or conv11.weight");
}

Padding choose_padding(const Safetensors& file, const NetworkOptions& options) {
  if (!options.padding.empty()) return parse_padding(options.padding);
  const std::string stated = file.metadata("padding", file.contains("conv0.weight") ? "reflect" : "zero");
  if (stated != "zero" && stated != "replicate" && stated != "reflect")
    refuse(file, fmt::format("padding in its metadata is \"{}\", not zero, replicate or reflect", stated));
  return parse_padding(stated);
}

}  // namespace

NetworkSpec read_vgg_network(Safetensors& file, const NetworkOptions& options) {
  NetworkSpec network;
  read_preprocessing(file, network);
  read_layers(file, options, choose_padding(file, options), network);
  const bool full_width = network.layers.front().outputs == 64;
  const bool vgg16 = file.metadata("architecture").starts_with("vgg16");
  network.architecture = !full_width ? "thin" : vgg16 ? "vgg16" : "vgg19";
  network.name = file.path();
  return network;
}

NetworkSpec read_vgg_bytes(std::string_view bytes, const NetworkOptions& options) {
  Safetensors file(std::make_unique<std::istringstream>(std::string(bytes)), options.model);
  NetworkSpec network = read_vgg_network(file, options);
  network.hash = sha256_of_bytes(bytes);
  return network;
}

NetworkSpec load_vgg_network(const std::string& path, const NetworkOptions& options) {
  Safetensors file(path);
  NetworkSpec network = read_vgg_network(file, options);
  network.name = options.model;
  network.hash = sha256_of_file(path);
  return network;
}

}  // namespace doodle
