#include "features/networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "doodle/error.h"
#include "features/model_files.h"
#include "features/shared_networks.h"
#include "registry/sha256.h"
#include "unit/model_files.h"

namespace doodle::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Two blocks of VGG's shape, with metadata.
ModelWriter small_vgg(const std::string& order = "BGR", const std::string& scale = "255") {
  ModelWriter writer;
  writer.metadata("channel_order", order).metadata("scale", scale).metadata("mean", "103.5, 116.25,123");
  writer.convolution("conv1_1", 8, 3).convolution("conv1_2", 8, 8).convolution("conv2_1", 12, 8);
  return writer;
}

class VggFiles : public ModelFolder {
 protected:
  NetworkSpec load(const ModelWriter& writer, NetworkOptions options = {}) const {
    options.model = write("model.safetensors", writer.bytes());
    return load_network(options);
  }
  auto loading(const ModelWriter& writer) const {
    return [this, writer] { load(writer); };
  }
};

TEST_F(VggFiles, BecomeConvolutionsWithPoolsBetweenBlocks) {
  const NetworkSpec network = load(small_vgg());
  ASSERT_EQ(network.layers.size(), 4u);
  EXPECT_THAT(layer_names(network), ElementsAre("1_1", "1_2", "2_1"));
  EXPECT_EQ(network.layers[2].kind, LayerKind::average_pool);
  EXPECT_EQ(network.layers[3].inputs, 8);
  EXPECT_EQ(network.layers[3].outputs, 12);
  EXPECT_EQ(network.layers[3].weights, std::vector<float>(12 * 8 * 9, 0.5f));
  EXPECT_EQ(network.layers[3].bias, std::vector<float>(12, 0.25f));
  EXPECT_EQ(network.layers[3].padding, Padding::zero);
  EXPECT_EQ(network.layers[3].activation, Activation::relu);
  EXPECT_TRUE(network.bgr);
  EXPECT_EQ(network.scale, 1);
  EXPECT_THAT(network.mean, ElementsAre(103.5f, 116.25f, 123.0f));
  EXPECT_THAT(network.deviation, ElementsAre(1, 1, 1));
  EXPECT_EQ(network.architecture, "thin");
  EXPECT_EQ(network.hash, sha256_of_file((folder_ / "model.safetensors").string()));
}

TEST_F(VggFiles, FollowTheOptionsForPoolingAndPadding) {
  NetworkOptions options;
  options.pooling = "max";
  options.padding = "replicate";
  const NetworkSpec network = load(small_vgg().metadata("padding", "reflect"), options);
  EXPECT_EQ(network.layers[2].kind, LayerKind::max_pool);
  EXPECT_EQ(network.layers[3].padding, Padding::replicate);
  EXPECT_EQ(load(small_vgg().metadata("padding", "reflect")).layers[3].padding, Padding::reflect);
  options.pooling = "median";
  EXPECT_THAT([&] { load(small_vgg(), options); },
              ThrowsMessage<UsageError>(HasSubstr("one of average, max")));
}

TEST_F(VggFiles, MayBeginWithALinearLayerAndHoldOtherArrays) {
  ModelWriter writer;
  writer.metadata("channel_order", "RGB").metadata("scale", "1").metadata("std", "0.5,0.25,2");
  writer.convolution("conv0", 3, 3, 1).convolution("conv11", 16, 3).convolution("conv11_aux", 64, 16, 1);
  const NetworkSpec network = load(writer);
  EXPECT_THAT(layer_names(network), ElementsAre("0", "1_1"));
  EXPECT_EQ(network.layers[0].kernel, 1);
  EXPECT_EQ(network.layers[0].activation, Activation::none);
  EXPECT_EQ(network.layers[1].padding, Padding::reflect);
  EXPECT_FALSE(network.bgr);
  EXPECT_EQ(network.scale, 1.0f / 255);
  EXPECT_THAT(network.deviation, ElementsAre(0.5f, 0.25f, 2.0f));
}

TEST_F(VggFiles, AreVgg19WithItsChannels) {
  ModelWriter writer;
  writer.metadata("channel_order", "BGR").metadata("scale", "255").convolution("conv1_1", 64, 3);
  EXPECT_EQ(load(writer).architecture, "vgg19");
}

TEST_F(VggFiles, AreReadOnceForAllWhoHoldThem) {
  NetworkOptions options;
  options.model = write("model.safetensors", small_vgg().bytes());
  auto held = share_network(options);
  EXPECT_EQ(share_network(options), held);
  NetworkOptions other = options;
  other.pooling = "max";
  EXPECT_NE(share_network(other), held);
  const std::weak_ptr<const NetworkSpec> watched = held;
  held.reset();
  EXPECT_TRUE(watched.expired());
  const auto again = share_network(options);
  const auto changed = std::filesystem::last_write_time(options.model) + std::chrono::seconds(2);
  std::filesystem::last_write_time(options.model, changed);
  EXPECT_NE(share_network(options), again);
}

TEST_F(VggFiles, AreSharedBetweenThreads) {
  NetworkOptions options;
  options.model = write("model.safetensors", small_vgg().bytes());
  const auto held = share_network(options);
  std::atomic<int> same{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      NetworkOptions mine = options;
      for (int seed = 0; seed < 50; ++seed) {
        same += share_network(options) == held;
        mine.seed = static_cast<std::uint64_t>(100 * i + seed + 1);  // another, which goes at once
        same += share_network(mine) == held;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, 200);
}

TEST_F(VggFiles, AreRefusedWithAReason) {
  const auto refusal = [](const char* reason) {
    return ThrowsMessage<ModelMissing>(AllOf(HasSubstr("model.safetensors"), HasSubstr(reason)));
  };
  EXPECT_THAT(loading(small_vgg("GRB")), refusal("channel_order"));
  EXPECT_THAT(loading(small_vgg("RGB", "2")), refusal("scale"));
  EXPECT_THAT(loading(small_vgg().metadata("std", "1,1")), refusal("std"));
  EXPECT_THAT(loading(small_vgg().metadata("std", "1,1,1,1")), refusal("std"));
  EXPECT_THAT(loading(small_vgg().metadata("std", "1,1,0")), refusal("above zero"));
  EXPECT_THAT(loading(small_vgg().metadata("std", "1,1,x")), refusal("not three numbers"));
  EXPECT_THAT(loading(small_vgg().metadata("padding", "wrap")), refusal("padding"));
  EXPECT_THAT(loading(small_vgg().convolution("conv2_2", 12, 8)), refusal("8 x 3 x 3"));
  EXPECT_THAT(loading(small_vgg().array("conv2_2.weight", {12, 12, 3, 3})), refusal("conv2_2.bias"));
  EXPECT_THAT(loading(small_vgg().array("conv2_2.weight", {12, 12, 9})), refusal("12 x 12 x 9"));
  EXPECT_THAT(loading(small_vgg().convolution("conv2_3", 12, 12)), refusal("conv2_2 is missing"));
  EXPECT_THAT(loading(small_vgg().metadata("architecture", "vgg19").convolution("conv3_1", 4, 12)),
              refusal("conv2_2 is missing"));
  ModelWriter other;
  other.metadata("channel_order", "RGB").metadata("scale", "1").array("weights", {4});
  EXPECT_THAT(loading(other), refusal("no array conv1_1.weight"));
}

using ModelNames = ModelFolder;

NetworkOptions named(const std::string& model) {
  NetworkOptions options;
  options.model = model;
  return options;
}

TEST_F(ModelNames, AreLookedForInDoodleHomeThenInTheCache) {
  set("DOODLE_HOME", (folder_ / "home").string());
  set("XDG_CACHE_HOME", (folder_ / "cache").string());
  EXPECT_THAT([] { load_network(named("vgg19")); },
              ThrowsMessage<ModelMissing>(AllOf(
                  HasSubstr((folder_ / "home").string()), HasSubstr((folder_ / "cache/doodle").string()),
                  HasSubstr("vgg19_conv.safetensors"), HasSubstr("--model random"))));
  const std::string cached = write("cache/doodle/vgg19_conv.safetensors", small_vgg().bytes());
  EXPECT_EQ(find_model_source("vgg19").path, cached);
  EXPECT_EQ(load_network(named("vgg19")).name, "vgg19");
  const std::string home = write("home/vgg19.safetensors", small_vgg().bytes());
  EXPECT_EQ(find_model_source("vgg19").path, home);

  set("DOODLE_HOME", std::nullopt);
  set("XDG_CACHE_HOME", std::nullopt);
  set("HOME", (folder_ / "user").string());
  const std::string thin = write("user/.cache/doodle/thin.safetensors", small_vgg().bytes());
  EXPECT_EQ(find_model_source("thin").path, thin);
  EXPECT_THAT([] { load_network(named("no_such_model")); },
              ThrowsMessage<ModelMissing>(HasSubstr("neither a file nor one of random, vgg19, thin")));
}

TEST_F(ModelNames, TheDefaultIsPartOfTheLibrary) {
  set("DOODLE_HOME", (folder_ / "home").string());
  set("XDG_CACHE_HOME", (folder_ / "cache").string());
  const NetworkSpec network = load_network({});
  EXPECT_EQ(network.name, "thin");
  EXPECT_EQ(network.architecture, "thin");
  EXPECT_THAT(layer_names(network),
              ElementsAre("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4", "4_1", "4_2"));
  EXPECT_EQ(tap_shape(network, "4_1", 64, 64), (Shape{8, 8, 128}));
  EXPECT_EQ(network.hash, sha256_of_file(DOODLE_SOURCE_DIR "/data/models/thin.safetensors"));
  const std::string own = write("home/thin.safetensors", small_vgg().bytes());
  EXPECT_EQ(load_network({}).hash, sha256_of_file(own)) << "a file of the user's comes first";
}

TEST_F(ModelNames, AreListedWithHashesAndAdvice) {
  set("DOODLE_HOME", folder_.string());
  set("XDG_CACHE_HOME", (folder_ / "cache").string());
  write("thin.safetensors", "abc");
  const std::vector<ModelInfo> models = list_models();
  ASSERT_EQ(models.size(), 3u);
  EXPECT_EQ(models[0].name, "random");
  EXPECT_TRUE(models[0].present);
  EXPECT_EQ(models[1].name, "vgg19");
  EXPECT_FALSE(models[1].present);
  EXPECT_EQ(models[1].sha256, "");
  EXPECT_THAT(models[1].note, AllOf(HasSubstr("vgg19.safetensors"), HasSubstr(folder_.string())));
  EXPECT_TRUE(models[2].present);
  EXPECT_EQ(models[2].file, (folder_ / "thin.safetensors").string());
  EXPECT_EQ(models[2].sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2
}

TEST(NetworkLayers, HaveShapesAndStrides) {
  const NetworkSpec network = load_network(named("random"));
  EXPECT_EQ(tap_shape(network, "1_2", 37, 50), (Shape{37, 50, 48}));
  EXPECT_EQ(tap_shape(network, "3_1", 37, 50), (Shape{9, 12, 112}));
  EXPECT_EQ(tap_shape(network, "4_3", 8, 9), (Shape{1, 1, 176}));
  EXPECT_EQ(tap_shape(network, "4_3", 7, 64), (Shape{0, 0, 176}));
  EXPECT_EQ(tap_stride(network, "1_1"), 1);
  EXPECT_EQ(tap_stride(network, "3_1"), 4);
  EXPECT_EQ(tap_stride(network, "4_2"), 8);
  EXPECT_TRUE(has_layer(network, "4_3"));
  EXPECT_FALSE(has_layer(network, "5_1"));
  EXPECT_THAT([&] { tap_shape(network, "5_1", 8, 8); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("5_1"), HasSubstr("1_1, 1_2, 2_1"))));
  EXPECT_THROW(tap_stride(network, ""), UsageError);
}

}  // namespace
}  // namespace doodle::testing
