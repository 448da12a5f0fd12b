// Telling whose first layer it is, and what was done to it.
#include "importers/first_layer.h"

#include <cmath>

#include "base/random.h"
#include "features/safetensors.h"
#include "importers/preprocessing.h"
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

/// Independent numbers of -0.5..0.5.
VggLayer random_layer() {
  VggLayer layer;
  layer.inputs = 3;
  layer.outputs = 64;
  layer.weights.resize(64 * 27);
  for (std::size_t i = 0; i < layer.weights.size(); ++i) layer.weights[i] = random_uniform(5, 0, i) - 0.5f;
  layer.bias.assign(64, 0.7f);
  return layer;
}

/// Noise, and Oxford's filters 0, 22 and 29, channels in the order BGR, to one decimal.
VggLayer oxford_layer() {
  VggLayer layer = random_layer();
  const auto put = [&](int index, const std::vector<float>& taps) {
    std::copy(taps.begin(), taps.end(), layer.weights.begin() + index * 27);
  };
  put(0, {.3f,  .3f,  0,    .2f,  .1f, -.3f, -.1f, -.2f, -.3f, .5f,  .4f,  0,    .3f, .1f,
          -.4f, -.1f, -.3f, -.5f, .4f, .4f,  0,    .3f,  .1f,  -.3f, -.1f, -.3f, -.4f});
  put(22, {.1f, .2f, .1f, .2f, .2f,  .1f,  .1f,  .2f,  .1f,  .1f,  0,    .1f,  0,   0,
           0,   0,   0,   0,   -.1f, -.2f, -.2f, -.2f, -.3f, -.2f, -.2f, -.2f, -.2f});
  put(29, {-.2f, -.2f, -.1f, -.2f, -.2f, -.2f, -.2f, -.2f, -.1f, 0,   0,   0,   -.1f, -.1f,
           -.1f, -.1f, -.1f, -.1f, .2f,  .2f,  .1f,  .2f,  .2f,  .1f, .1f, .1f, 0});
  return layer;
}

VggLayer in_rgb(const VggLayer& layer) {
  VggLayer result = layer;
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    result.weights[i] = layer.weights[i / 27 * 27 + (2 - i % 27 / 9) * 9 + i % 9];
  return result;
}

VggLayer turned(const VggLayer& layer) {
  VggLayer result = layer;
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    result.weights[i] = layer.weights[i / 9 * 9 + 8 - i % 9];
  return result;
}

TEST(MatchOxford, tells_order_turn_and_scale) {
  const VggLayer layer = oxford_layer();
  for (const bool rgb : {false, true})
    for (const bool turn : {false, true})
      for (const bool unit : {false, true}) {
        VggLayer changed = rgb ? in_rgb(layer) : layer;
        if (turn) changed = turned(changed);
        if (unit)
          for (float& weight : changed.weights) weight *= 255;
        const auto match = match_oxford(changed);
        ASSERT_TRUE(match.has_value());
        EXPECT_EQ(match->channel_order, rgb ? "RGB" : "BGR");
        EXPECT_EQ(match->turned, turn);
        EXPECT_EQ(match->unit_input, unit);
      }
}

TEST(MatchOxford, knows_others) {
  EXPECT_FALSE(match_oxford(random_layer()).has_value());
  VggLayer zero = random_layer();
  zero.weights.assign(zero.weights.size(), 0.0f);
  EXPECT_FALSE(match_oxford(zero).has_value());
}

TEST(MatchOxford, knows_the_real_one) {
  const std::string path = std::string(DOODLE_SOURCE_DIR) + "/../shared/models/vgg19_conv.safetensors";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  Safetensors file(path);
  VggLayer layer{"conv1_1", "", 3, 64, file.read("conv1_1.weight"), file.read("conv1_1.bias")};
  ASSERT_TRUE(match_oxford(layer).has_value());
  EXPECT_EQ(match_oxford(layer)->channel_order, "BGR");
  EXPECT_FALSE(match_oxford(layer)->turned);
  EXPECT_EQ(match_oxford(turned(in_rgb(layer)))->channel_order, "RGB");
  EXPECT_TRUE(match_oxford(turned(in_rgb(layer)))->turned);
  check_trained(layer);
}

TEST(CheckTrained, refuses_numbers_without_structure) {
  EXPECT_THROW(check_trained(random_layer()), BrokenFile);
  VggLayer layer = random_layer();
  layer.weights.assign(layer.weights.size(), 0.0f);
  EXPECT_THROW(check_trained(layer), BrokenFile);
  layer.weights.assign(layer.weights.size(), 0.5f);
  check_trained(layer);
}

VggWeights network_of(const VggLayer& first, const std::string& source) {
  VggWeights network{"vgg19", {first}};
  network.layers.front().source = source;
  return network;
}

TEST(Preprocessing, goes_by_the_first_layer_before_names) {
  const Preprocessing found =
      detect_preprocessing(network_of(oxford_layer(), "features.0.weight"), ModelArrays(), "auto");
  EXPECT_EQ(found.channel_order, "BGR");
  EXPECT_EQ(found.scale, 255);
  EXPECT_THAT(found.mean, ::testing::ElementsAre(103.939f, 116.779f, 123.68f));
  EXPECT_EQ(found.licence, "CC-BY-4.0");
}

TEST(Preprocessing, takes_weights_for_an_input_of_0_to_1_as_they_are) {
  VggLayer layer = oxford_layer();
  for (float& weight : layer.weights) weight *= 255;
  const Preprocessing found = detect_preprocessing(network_of(in_rgb(layer), "w"), ModelArrays(), "auto");
  EXPECT_EQ(found.channel_order, "RGB");
  EXPECT_EQ(found.scale, 1);
  EXPECT_FLOAT_EQ(found.mean[0], 123.68f / 255);
}

TEST(Preprocessing, goes_by_names) {
  const auto by_name = [](const std::string& name) {
    return detect_preprocessing(network_of(random_layer(), name), ModelArrays(), "auto");
  };
  EXPECT_EQ(by_name("state_dict.features.0.weight").scale, 1);
  EXPECT_EQ(by_name("features.0.weight").channel_order, "RGB");
  EXPECT_FLOAT_EQ(by_name("features.0.weight").deviation[2], 0.225f);
  EXPECT_EQ(by_name("block1_conv1/block1_conv1/kernel:0").channel_order, "BGR");
  EXPECT_THROW(by_name("arr_0"), BrokenFile);
}

TEST(Preprocessing, goes_by_what_the_file_says) {
  ModelArrays file;
  file.channel_order = "RGB";
  file.mean = {{1, 2, 3}};
  const Preprocessing found = detect_preprocessing(network_of(random_layer(), "w"), file, "auto");
  EXPECT_EQ(found.channel_order, "RGB");
  EXPECT_EQ(found.scale, 255);
  EXPECT_THAT(found.mean, ::testing::ElementsAre(1.0f, 2.0f, 3.0f));
}

TEST(Preprocessing, can_be_asked_for) {
  const VggWeights network = network_of(random_layer(), "arr_0");
  EXPECT_EQ(detect_preprocessing(network, ModelArrays(), "caffe").channel_order, "BGR");
  EXPECT_EQ(detect_preprocessing(network, ModelArrays(), "torchvision").scale, 1);
  const VggWeights oxford = network_of(turned(oxford_layer()), "arr_0");
  EXPECT_TRUE(detect_preprocessing(oxford, ModelArrays(), "caffe").turned);
}

}  // namespace
}  // namespace doodle
