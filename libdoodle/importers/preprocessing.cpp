#include "importers/preprocessing.h"

#include <algorithm>

#include "importers/first_layer.h"

namespace doodle {
namespace {

constexpr const char* oxford_licence = "CC-BY-4.0";

bool has_torchvision_names(const VggWeights& network) {
  return network.layers.front().source.ends_with("features.0.weight");
}

bool has_keras_names(const VggWeights& network) {
  return network.layers.front().source.find("block1_conv1") != std::string::npos;
}

Preprocessing from_oxford(const OxfordMatch& match) {
  Preprocessing result = caffe_preprocessing(match.channel_order);
  result.turned = match.turned;
  result.licence = oxford_licence;
  result.evidence = fmt::format("the first layer is Oxford's VGG, {}{}{}", match.channel_order,
                                match.turned ? ", turned by 180 degrees" : "",
                                match.unit_input ? ", multiplied by 255" : "");
  if (match.unit_input) {
    result.scale = 1;
    for (float& mean : result.mean) mean /= 255;
  }
  return result;
}

Preprocessing as_stated(const StatedInput& stated) {
  return {stated.bgr ? "BGR" : "RGB", stated.scale, stated.mean, stated.deviation, "its metadata", "", false};
}

Preprocessing from_file(const ModelArrays& file) {
  Preprocessing result = caffe_preprocessing(file.channel_order);
  result.evidence = fmt::format("{} files keep {}", file.format, file.channel_order);
  if (file.mean) {
    result.mean = *file.mean;
    result.evidence = "the average image in the file";
  }
  return result;
}

}  // namespace

Preprocessing caffe_preprocessing(const std::string& channel_order) {
  Preprocessing result;
  result.channel_order = channel_order;
  result.mean = {103.939f, 116.779f, 123.68f};
  if (channel_order == "RGB") std::reverse(result.mean.begin(), result.mean.end());
  return result;
}

Preprocessing torchvision_preprocessing() {
  Preprocessing result;
  result.channel_order = "RGB";
  result.scale = 1;
  result.mean = {0.485f, 0.456f, 0.406f};
  result.deviation = {0.229f, 0.224f, 0.225f};
  return result;
}

Preprocessing detect_preprocessing(const VggWeights& network, const ModelArrays& file,
                                   const std::string& asked) {
  const std::optional<OxfordMatch> oxford = match_oxford(network.layers.front());
  Preprocessing result;
  if (asked == "torchvision") {
    result = torchvision_preprocessing();
    result.evidence = "as asked";
  } else if (asked == "auto" && file.stated) {
    result = as_stated(*file.stated);
  } else if (oxford) {
    result = from_oxford(*oxford);
  } else if (asked == "caffe") {
    result = caffe_preprocessing(file.channel_order.empty() ? "BGR" : file.channel_order);
    result.evidence = "as asked";
  } else if (!file.channel_order.empty()) {
    result = from_file(file);
  } else if (has_torchvision_names(network)) {
    result = torchvision_preprocessing();
    result.licence = "BSD-3-Clause (torchvision)";
    result.evidence = "the names are torchvision's, and the first layer is not Oxford's";
  } else if (has_keras_names(network)) {
    result = caffe_preprocessing("BGR");
    result.evidence = "the names are Keras's";
  } else {
    throw BrokenFile(
        "nothing says what its input is (its first layer is not Oxford's); say it with --preprocessing caffe "
        "or "
        "torchvision");
  }
  return result;
}

}  // namespace doodle
