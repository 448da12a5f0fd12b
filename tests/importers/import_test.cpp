// From a file of full width to a network that every command reads.
#include "doodle/import.h"

#include <cmath>

#include "features/safetensors.h"
#include "features/safetensors_writer.h"
#include "features/vgg_network.h"
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

class Import : public testing::WeightsFolder {
 protected:
  std::string output() const { return (folder_ / "out.safetensors").string(); }
  ImportOptions options(const std::string& preprocessing = "auto", bool half = false) const {
    return {output(), preprocessing, half};
  }
};

/// What make_weights.py puts into layer k > 0.
void expect_layer(const LayerSpec& layer, int k) {
  const auto at = static_cast<std::size_t>((layer.inputs + 2) * 9 + 1);
  EXPECT_EQ(layer.weights[at], static_cast<float>(k + 1)) << layer.name;
  EXPECT_EQ(layer.bias.front(), static_cast<float>(k + 1) / 4) << layer.name;
}

TEST_F(Import, writes_a_network_that_can_be_read) {
  const std::string source = make("caffe19.pth");
  const ImportReport report = import_model(source, options());
  EXPECT_EQ(report.architecture, "vgg19");
  EXPECT_EQ(report.convolutions, 16);
  EXPECT_EQ(report.format, "PyTorch (before 1.6)");
  EXPECT_EQ(report.output, output());
  EXPECT_EQ(report.source_sha256.size(), 64u);
  Safetensors file(output());
  EXPECT_EQ(file.metadata().at("source"), "caffe19.pth");
  EXPECT_EQ(file.metadata().at("source_sha256"), report.source_sha256);
  EXPECT_EQ(file.metadata().at("license"), "CC-BY-4.0");

  const NetworkSpec network = load_vgg_network(output(), {});
  EXPECT_EQ(network.architecture, "vgg19");
  EXPECT_TRUE(network.bgr);
  EXPECT_EQ(network.scale, 1.0f);
  EXPECT_THAT(network.mean, ::testing::ElementsAre(103.939f, 116.779f, 123.68f));
  int k = 0;
  for (const LayerSpec& layer : network.layers)
    if (layer.kind == LayerKind::convolution && k++ > 0) expect_layer(layer, k - 1);
  EXPECT_EQ(k, 16);
}

TEST_F(Import, of_what_it_has_written_changes_nothing) {
  import_model(make("nameless.npy"), options("torchvision"));
  const std::string again = (folder_ / "again.safetensors").string();
  const ImportReport report = import_model(output(), {again, "auto", true});
  EXPECT_EQ(report.architecture, "vgg16");
  EXPECT_EQ(report.scale, 1);
  EXPECT_LT(std::filesystem::file_size(again), std::filesystem::file_size(output()) * 51 / 100);
  const NetworkSpec first = load_vgg_network(output(), {}), second = load_vgg_network(again, {});
  EXPECT_EQ(second.architecture, "vgg16");
  EXPECT_EQ(first.mean, second.mean);
  EXPECT_EQ(first.deviation, second.deviation);
  EXPECT_EQ(first.layers.back().name, "5_3");
  EXPECT_EQ(first.layers.back().weights, second.layers.back().weights);  // all of them fit in fp16
}

TEST_F(Import, says_what_it_does_not_know) {
  EXPECT_THROW(import_model(write("a", "x"), options("imagenet")), UsageError);
  try {
    import_model(make("nameless.npy"), options());
    FAIL() << "nothing says what its input is";
  } catch (const ModelMissing& error) {
    EXPECT_THAT(error.what(), HasSubstr("--preprocessing caffe"));
  }
  EXPECT_FALSE(std::filesystem::exists(output()));
}

TEST_F(Import, leaves_what_was_there_when_it_fails) {
  write("out.safetensors", "precious");
  EXPECT_THROW(import_model(write("b", "x"), options()), ModelMissing);
  EXPECT_EQ(bytes_of(output()), "precious");
  const std::string source = make("pkl_bz2");
  EXPECT_THROW(import_model(source, options()), ModelMissing);  // three arrays are no VGG
  EXPECT_EQ(bytes_of(output()), "precious");
}

TEST(SafetensorsWriter, writes_what_the_reader_reads) {
  const std::vector<float> a{1, -2.5f, 0x1p-24f, 65504, 0}, b{0.1f, -0.0f, 3};
  for (const bool half : {false, true}) {
    const std::string bytes =
        safetensors_bytes({{"key", "a \"value\""}}, {{"a", {5}, &a}, {"b", {3, 1}, &b}}, half);
    Safetensors file(std::make_unique<std::istringstream>(bytes), "test");
    EXPECT_EQ(file.metadata().at("key"), "a \"value\"");
    EXPECT_EQ(file.read("a"), a);
    EXPECT_EQ(file.shape("b"), (std::vector<std::int64_t>{3, 1}));
    EXPECT_EQ(file.read("b")[0], half ? 0x1.998p-4f : 0.1f);
  }
}

}  // namespace
}  // namespace doodle
