#include "features/model_files.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "base/check.h"
#include "doodle/models.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

struct KnownModel {
  std::string name;
  std::vector<std::string> files;
  std::string licence;
  std::string advice;  ///< how to get it
};

const std::vector<KnownModel>& known_models() {
  static const std::vector<KnownModel> models{
      {"vgg19",
       {"vgg19.safetensors", "vgg19_conv.safetensors"},
       "CC BY 4.0 (Oxford VGG)",
       "VGG-19's convolutions as safetensors, arrays conv1_1.weight, conv1_1.bias, ..."},
      {"thin",
       {"thin.safetensors"},
       "see the file",
       "a network of VGG-19's shape with fewer channels, as safetensors"}};
  return models;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The folders searched, in order.
std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const std::string home = environment("DOODLE_HOME"); !home.empty()) folders.emplace_back(home);
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty()) {
    folders.push_back(fs::path(cache) / "doodle");
  } else if (const std::string home = environment("HOME"); !home.empty()) {
    folders.push_back(fs::path(home) / ".cache" / "doodle");
  }
  return folders;
}

std::string joined_folders() {
  std::vector<std::string> names;
  for (const fs::path& folder : model_folders()) names.push_back(folder.string());
  return names.empty() ? "no folder (neither DOODLE_HOME nor HOME is set)"
                       : fmt::format("{}", fmt::join(names, ", "));
}

/// The first file of the model that exists; empty when there is none.
std::string search(const KnownModel& model) {
  std::error_code ignored;
  for (const fs::path& folder : model_folders())
    for (const std::string& file : model.files)
      if (fs::is_regular_file(folder / file, ignored)) return (folder / file).string();
  return "";
}

ModelInfo describe(const KnownModel& model) {
  ModelInfo info{model.name, search(model), model.name, model.licence, "", false, ""};
  info.present = !info.file.empty();
  if (info.present) {
    info.sha256 = sha256_of_file(info.file);
    info.note = "found at " + info.file;
  } else {
    info.note =
        fmt::format("not found: put {} ({}) into {}", model.files.front(), model.advice, joined_folders());
  }
  return info;
}

}  // namespace

std::string find_model_file(const std::string& model) {
  for (const KnownModel& known : known_models()) {
    if (known.name != model) continue;
    const std::string file = search(known);
    require<ModelMissing>(
        !file.empty(),
        "the model {} was not found: {} was looked for in {}; put it there, set DOODLE_HOME to its "
        "folder, or use --model FILE or --model random",
        model, fmt::join(known.files, " and "), joined_folders());
    return file;
  }
  std::error_code ignored;
  require<ModelMissing>(
      fs::is_regular_file(model, ignored),
      "the model {} was not found: it is neither a file nor one of random, vgg19, thin; `doodle "
      "models` lists what there is",
      model);
  return model;
}

std::string sha256_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require<ModelMissing>(file.is_open(), "the model file {} cannot be opened for reading", path);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  expect(hash != nullptr && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1,
         "SHA-256 is not available");
  std::vector<char> buffer(1 << 16);
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    EVP_DigestUpdate(hash.get(), buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  require<ModelMissing>(!file.bad(), "the model file {} cannot be read to its end", path);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(hash.get(), digest.data(), &length);
  std::string text;
  for (unsigned i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::vector<ModelInfo> list_models() {
  std::vector<ModelInfo> models{
      {"random", "", "random", "none: drawn from a seed", "", true, "always there; the default"}};
  for (const KnownModel& model : known_models()) models.push_back(describe(model));
  return models;
}

}  // namespace doodle
