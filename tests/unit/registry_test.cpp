#include "registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/embedded.h"
#include "doodle/error.h"
#include "unit/model_files.h"

namespace doodle::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;

const std::string kHash(64, 'a');

/// A registry of one model whose only file has these fields.
std::string registry_of(const std::string& file) {
  return R"({"format": 1, "models": [{"name": "m", "architecture": "vgg19", "files": [{)" + file + "}]}]}";
}

TEST(Registry, SaysWhatIsKnownOfAFile) {
  const auto models = parse_registry(
      registry_of(
          R"("name": "m.pth", "format": "pytorch", "url": "https://models.invalid/m", "sha256": ")" + kHash +
          R"(", "bytes": 9, "preprocessing": {"channel_order": "BGR", "scale": 255, "mean": [1, 2.5, 3]})"),
      "a test");
  ASSERT_EQ(models.size(), 1u);
  const ModelFile& file = models[0].files.at(0);
  EXPECT_EQ(file.name, "m.pth");
  EXPECT_EQ(file.format, "pytorch");
  EXPECT_EQ(file.url, "https://models.invalid/m");
  EXPECT_EQ(file.sha256, kHash);
  EXPECT_EQ(file.bytes, 9u);
  EXPECT_EQ(file.preprocessing, "BGR 0..255, mean 1 2.5 3");
  EXPECT_EQ(file.path, "");
}

TEST(Registry, IsRefusedWithAReason) {
  const auto refused = [](const std::string& text, const char* reason) {
    EXPECT_THAT([&] { parse_registry(text, "models.json"); },
                ThrowsMessage<BadInput>(
                    AllOf(HasSubstr("models.json: no registry"), HasSubstr(reason), Not(HasSubstr("\n")))))
        << text;
  };
  refused("", "parse error");
  refused("[]", "");
  refused(R"({"format": 2, "models": []})", "format is not 1");
  refused(R"({"format": 1})", "models");
  refused(R"({"format": 1, "models": [{"name": "random", "architecture": "x", "files": []}]})", "two models");
  for (const char* name : {"", "../x", "a/b", ".hidden", "-flag", "a b", "a\\u0000"}) {
    refused(registry_of(std::string(R"("format": "safetensors", "name": ")") + name + "\""),
            "must be letters");
  }
  const std::string file = R"("name": "a", "format": "safetensors", )";
  refused(registry_of(file + R"("url": "https://models.invalid/a")"), "a url but no sha256");
  refused(registry_of(file + R"("sha256": "abc")"), "64 lower-case");
  refused(registry_of(file + R"("sha256": ")" + std::string(64, 'A') + "\""), "64 lower-case");
  refused(registry_of(file + R"("bytes": "many")"), "must be number");
}

TEST(Registry, OfTheProjectFetchesByHttpsAlone) {
  const auto models = parse_registry(embedded::models_json(), "data/models.json");
  EXPECT_NE(find_model(models, "vgg19"), nullptr);
  EXPECT_NE(find_model(models, "thin"), nullptr);
  EXPECT_EQ(find_model(models, "vgg99"), nullptr);
  for (const RegisteredModel& model : models) {
    EXPECT_THAT(model.licence, Not(IsEmpty())) << model.name;
    for (const ModelFile& file : model.files) {
      EXPECT_TRUE(file.url.empty() || file.url.starts_with("https://")) << file.url;
    }
  }
}

using RegistryFiles = ModelFolder;

TEST_F(RegistryFiles, AreChosenByArgumentThenEnvironment) {
  const std::string first = write("first.json", registry_of(R"("name": "1", "format": "safetensors")"));
  const std::string second = write("second.json", registry_of(R"("name": "2", "format": "safetensors")"));
  set("DOODLE_REGISTRY", first);
  EXPECT_EQ(load_registry().at(0).files.at(0).name, "1");
  EXPECT_EQ(load_registry(second).at(0).files.at(0).name, "2");
  EXPECT_EQ(list_models().size(), 2u);
  set("DOODLE_REGISTRY", std::nullopt);
  EXPECT_EQ(load_registry().at(0).name, "vgg19");
  EXPECT_THAT([] { load_registry("no_such.json"); }, ThrowsMessage<BadInput>(HasSubstr("no_such.json")));
}

TEST_F(RegistryFiles, TellWhatToImportAndWhatToUse) {
  set("DOODLE_HOME", (folder_ / "home").string());
  set("XDG_CACHE_HOME", (folder_ / "cache").string());
  set("TORCH_HOME", (folder_ / "torch").string());
  const std::string pth = write("torch/hub/checkpoints/vgg19-dcbb9e9d.pth", "no weights");
  ModelDetails details = model_details("vgg19");
  EXPECT_FALSE(details.info.present);
  EXPECT_THAT(details.info.note, HasSubstr("models import " + pth));
  EXPECT_EQ(details.layers.size(), 16u);
  ModelWriter writer;
  writer.metadata("channel_order", "BGR").metadata("scale", "255").convolution("conv1_1", 8, 3);
  const std::string file = write("cache/doodle/vgg19.safetensors", writer.bytes());
  details = model_details("vgg19");
  EXPECT_EQ(details.info.file, file);
  EXPECT_THAT(details.layers, ElementsAre("1_1"));
  EXPECT_EQ(details.files.front().path, file);
}

TEST_F(RegistryFiles, AreVerified) {
  set("DOODLE_HOME", folder_.string());
  set("XDG_CACHE_HOME", (folder_ / "cache").string());
  set("TORCH_HOME", (folder_ / "torch").string());
  EXPECT_THAT(verify_models(), IsEmpty());
  write("vgg19-dcbb9e9d.pth", "other bytes");
  write("thin.safetensors", "no network");
  ModelWriter writer;
  writer.metadata("channel_order", "BGR").metadata("scale", "255").convolution("conv1_1", 8, 3);
  write("vgg19.safetensors", writer.bytes());
  EXPECT_THAT(verify_models(), ElementsAre(Field(&FileCheck::state, FileState::unregistered),
                                           Field(&FileCheck::state, FileState::wrong),
                                           Field(&FileCheck::state, FileState::broken)));
  EXPECT_THAT(verify_models("thin"), Each(Field(&FileCheck::model, "thin")));
  EXPECT_THAT([] { verify_models("vgg99"); }, ThrowsMessage<ModelMissing>(HasSubstr("random, vgg19, thin")));
}

}  // namespace
}  // namespace doodle::testing
