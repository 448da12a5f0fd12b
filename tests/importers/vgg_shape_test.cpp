// Finding VGG among arrays.
#include "importers/vgg_shape.h"

#include <limits>

#include "importers/natural_order.h"
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

struct LayerNames {
  std::string weight, bias;
};

/// The names of layer k: of block and number of convolution, and its place in a list with pools.
using Naming = std::function<LayerNames(int k, const std::string& block, int place)>;

LayerNames torchvision(int, const std::string&, int place) {
  return {fmt::format("features.{}.weight", place), fmt::format("features.{}.bias", place)};
}

/// All convolutions; kernel k holds k + 1 at output 1, input 2, row 0, column 1, biases are (k + 1) / 4.
ModelArrays vgg(const std::vector<int>& counts, const Naming& naming, bool hwio = false) {
  ModelArrays file;
  constexpr int channels[] = {64, 128, 256, 512, 512};
  int inputs = 3, place = 0, k = 0;
  for (std::size_t block = 0; block < counts.size(); ++block, ++place)
    for (int number = 1; number <= counts[block]; ++number, place += 2, ++k) {
      const int outputs = channels[block];
      const LayerNames names = naming(k, fmt::format("{}_{}", block + 1, number), place);
      std::vector<float> kernel(static_cast<std::size_t>(outputs * inputs * 9));
      kernel[static_cast<std::size_t>(hwio ? (1 * inputs + 2) * outputs + 1 : (inputs + 2) * 9 + 1)] =
          static_cast<float>(k + 1);
      const std::vector<std::int64_t> oihw{outputs, inputs, 3, 3}, other{3, 3, inputs, outputs};
      file.add(names.weight, hwio ? other : oihw, std::move(kernel));
      file.add(names.bias, {outputs},
               std::vector<float>(static_cast<std::size_t>(outputs), static_cast<float>(k + 1) / 4));
      inputs = outputs;
    }
  return file;
}

const std::vector<int> vgg19{2, 2, 4, 4, 4}, vgg16{2, 2, 3, 3, 3};

void expect_layers(const VggWeights& network, std::size_t count) {
  ASSERT_EQ(network.layers.size(), count);
  for (std::size_t k = 0; k < count; ++k) {
    const VggLayer& layer = network.layers[k];
    const auto at = static_cast<std::size_t>((layer.inputs + 2) * 9 + 1);
    ASSERT_EQ(layer.weights.size(), static_cast<std::size_t>(layer.inputs * layer.outputs * 9));
    EXPECT_EQ(layer.weights[at], static_cast<float>(k + 1)) << layer.name;
    EXPECT_EQ(layer.bias,
              std::vector<float>(static_cast<std::size_t>(layer.outputs), static_cast<float>(k + 1) / 4))
        << layer.name << " from " << layer.source;
  }
}

std::string refusal_of(ModelArrays file) {
  try {
    find_vgg(file);
  } catch (const BrokenFile& reason) {
    return reason.what();
  }
  ADD_FAILURE() << "it was taken for a VGG";
  return "";
}

TEST(FindVgg, goes_by_the_channels) {
  ModelArrays file = vgg(vgg19, torchvision);
  const VggWeights network = find_vgg(file);
  EXPECT_EQ(network.architecture, "vgg19");
  EXPECT_EQ(network.layers.front().name, "conv1_1");
  EXPECT_EQ(network.layers.back().name, "conv5_4");
  expect_layers(network, 16);
  ModelArrays smaller = vgg(vgg16, torchvision);
  const VggWeights other = find_vgg(smaller);
  EXPECT_EQ(other.architecture, "vgg16");
  EXPECT_EQ(other.layers.back().name, "conv5_3");
  expect_layers(other, 13);
}

TEST(FindVgg, does_not_mind_the_names) {
  const Naming namings[] = {
      [](int, const std::string& block, int) {
        return LayerNames{"conv" + block + ".0", "conv" + block + ".1"};
      },
      [](int, const std::string& block, int) {
        return LayerNames{"conv" + block + "_W", "conv" + block + "_b"};
      },
      [](int k, const std::string&, int) {
        return LayerNames{std::to_string(2 * k), std::to_string(2 * k + 1)};
      },
      [](int k, const std::string&, int) {
        return LayerNames{fmt::format("arr_{}", 2 * k), fmt::format("arr_{}", 2 * k + 1)};
      },
      [](int, const std::string&, int place) {
        return LayerNames{fmt::format("layers.{}.filters", place), fmt::format("layers.{}.biases", place)};
      },
      [](int, const std::string& block, int) {
        const std::string layer = fmt::format("block{}_conv{}", block[0], block[2]);
        return LayerNames{layer + "/" + layer + "_W_1:0", layer + "/" + layer + "_b_1:0"};
      },
  };
  for (const Naming& naming : namings) {
    ModelArrays file = vgg(vgg19, naming, true);
    expect_layers(find_vgg(file), 16);
  }
}

TEST(FindVgg, takes_the_order_of_the_file_where_names_have_none) {
  ModelArrays file = vgg(vgg16, [](int k, const std::string&, int) {
    const char letter = static_cast<char>('z' - k);
    return LayerNames{fmt::format("{}.weight", letter), fmt::format("{}.bias", letter)};
  });
  expect_layers(find_vgg(file), 13);
}

TEST(FindVgg, takes_files_that_end_from_conv4_1_on) {
  ModelArrays file = vgg({2, 2, 4, 1}, torchvision);
  const VggWeights network = find_vgg(file);
  EXPECT_EQ(network.architecture, "vgg19");
  expect_layers(network, 9);
  EXPECT_THAT(refusal_of(vgg({2, 2, 4}, torchvision)), HasSubstr("neither VGG-19 nor VGG-16"));
}

TEST(FindVgg, refuses_other_networks) {
  EXPECT_THAT(refusal_of(vgg({1, 1, 2, 2, 2}, torchvision)),
              HasSubstr("neither VGG-19 nor VGG-16"));  // VGG-11
  EXPECT_THAT(refusal_of(vgg({2, 2, 5, 4, 4}, torchvision)), HasSubstr("neither VGG-19 nor VGG-16"));
  EXPECT_THAT(refusal_of({}), HasSubstr("no kernel of 3x3 taps"));
  ModelArrays normalised = vgg(vgg19, torchvision);
  normalised.add("features.1.running_mean", {64}, std::vector<float>(64));
  EXPECT_THAT(refusal_of(normalised), HasSubstr("batch normalisation"));
}

TEST(FindVgg, refuses_values_that_are_not_finite) {
  ModelArrays file = vgg(vgg16, torchvision);
  file.arrays()[4].values[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal_of(file),
              HasSubstr("conv2_1 (\"features.5.weight\") holds a value that is not finite"));
}

TEST(FindVgg, refuses_a_kernel_without_bias) {
  ModelArrays file = vgg(vgg16, torchvision);
  file.arrays()[1].values.clear();  // nothing else has 64 values but the bias of conv1_2
  file.arrays()[3].values.clear();
  EXPECT_THAT(refusal_of(file), HasSubstr("\"features.0.weight\" has no bias"));
}

TEST(NaturalOrder, compares_numbers_as_numbers) {
  EXPECT_TRUE(natural_less("features.2", "features.10"));
  EXPECT_FALSE(natural_less("features.10", "features.2"));
  EXPECT_TRUE(natural_less("conv2d", "conv2d_1"));
  EXPECT_TRUE(natural_less("a9b1", "a9b02"));
  EXPECT_FALSE(natural_less("a", "a"));
  EXPECT_TRUE(natural_less("99999999999999999998", "99999999999999999999"));
}

TEST(ModelArrays, want_what_may_belong_to_a_convolution) {
  EXPECT_TRUE(ModelArrays::wanted({512, 512, 3, 3}));
  EXPECT_TRUE(ModelArrays::wanted({64}));
  EXPECT_TRUE(ModelArrays::wanted({1, 1, 1, 64}));
  EXPECT_FALSE(ModelArrays::wanted({4096, 25088}));
  EXPECT_FALSE(ModelArrays::wanted({7, 7, 512, 4096}));
  EXPECT_FALSE(ModelArrays::wanted({}));
  EXPECT_FALSE(ModelArrays::wanted({0}));
  EXPECT_THROW(ModelArrays::wanted({-1, 3}), BrokenFile);
  EXPECT_THROW(ModelArrays::wanted({1 << 30, 1 << 30, 1 << 30}), BrokenFile);
}

TEST(ModelArrays, are_not_larger_than_any_vgg_together) {
  ModelArrays file;
  for (int i = 0; i < 27; ++i) file.reserve({512, 512, 3, 3});
  EXPECT_THROW(file.reserve({512, 512, 3, 3}), BrokenFile);
}

}  // namespace
}  // namespace doodle
