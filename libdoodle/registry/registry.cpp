#include "registry/registry.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/check.h"
#include "base/embedded.h"
#include "registry/folders.h"

namespace doodle {
namespace {

using Json = nlohmann::json;

/// A name that stays within its folder and shows in a message as it is.
void check_name(const std::string& name, const char* what) {
  const bool good = !name.empty() && name.size() <= 200 && name.front() != '.' && name.front() != '-' &&
                    std::all_of(name.begin(), name.end(), [](unsigned char c) {
                      return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-' || c == '+';
                    });
  require<BadInput>(good, "the {} {} must be letters, digits, and . _ - +", what, Json(name).dump());
}

void check_hash(const std::string& hash) {
  const bool good = hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  require<BadInput>(hash.empty() || good, "the sha256 \"{}\" is not 64 lower-case hex digits", hash);
}

/// `RGB 0..1, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225`.
std::string describe_preprocessing(const Json& json) {
  if (json.is_null()) return "";
  const auto numbers = [&](const char* key, const char* name) {
    return json.contains(key)
               ? fmt::format(", {} {}", name, fmt::join(json.at(key).get<std::vector<double>>(), " "))
               : "";
  };
  return fmt::format("{} 0..{}{}{}", json.at("channel_order").get<std::string>(),
                     json.at("scale").get<double>(), numbers("mean", "mean"), numbers("std", "deviation"));
}

ModelFile parse_file(const Json& json) {
  ModelFile file;
  file.name = json.at("name");
  check_name(file.name, "file name");
  file.format = json.at("format");
  file.source = json.value("source", "");
  file.url = json.value("url", "");
  file.sha256 = json.value("sha256", "");
  check_hash(file.sha256);
  require<BadInput>(file.url.empty() || !file.sha256.empty(), "{} has a url but no sha256", file.name);
  file.bytes = json.value("bytes", std::uint64_t{0});
  file.licence = json.value("licence", "");
  file.preprocessing = describe_preprocessing(json.value("preprocessing", Json()));
  return file;
}

RegisteredModel parse_model(const Json& json) {
  RegisteredModel model;
  model.name = json.at("name");
  check_name(model.name, "model name");
  model.architecture = json.at("architecture");
  model.summary = json.value("summary", "");
  model.attribution = json.value("attribution", "");
  model.licence = json.value("licence", "");
  model.advice = json.value("advice", "");
  model.layers = json.value("layers", std::vector<std::string>{});
  for (const Json& file : json.at("files")) model.files.push_back(parse_file(file));
  return model;
}

std::string read_registry(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  require<BadInput>(file.is_open() && !file.bad(), "{}: the registry of models cannot be read", path);
  return text;
}

}  // namespace

std::vector<RegisteredModel> parse_registry(std::string_view text, const std::string& name) {
  try {
    const Json json = Json::parse(text);
    require<BadInput>(json.at("format") == 1, "its format is not 1, the only one that this version reads");
    std::vector<RegisteredModel> models;
    std::set<std::string> names{"random"};
    for (const Json& model : json.at("models")) {
      models.push_back(parse_model(model));
      require<BadInput>(names.insert(models.back().name).second, "the name {} stands for two models",
                        models.back().name);
    }
    return models;
  } catch (const Json::exception& error) {
    throw BadInput(fmt::format("{}: no registry of models: {}", name, error.what()));
  } catch (const BadInput& error) {
    throw BadInput(fmt::format("{}: no registry of models: {}", name, error.what()));
  }
}

std::vector<RegisteredModel> load_registry(const std::string& path) {
  const char* variable = std::getenv("DOODLE_REGISTRY");
  const std::string chosen = !path.empty() ? path : variable == nullptr ? "" : variable;
  if (chosen.empty()) return parse_registry(embedded::models_json(), "the built-in registry");
  return parse_registry(read_registry(chosen), chosen);
}

const RegisteredModel* find_model(const std::vector<RegisteredModel>& models, const std::string& name) {
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const RegisteredModel& model) { return model.name == name; });
  return found == models.end() ? nullptr : &*found;
}

std::vector<ModelFile> files_here(const RegisteredModel& model) {
  std::vector<ModelFile> files;
  for (ModelFile file : model.files) {
    file.path = find_in_folders(file.name);
    if (!file.path.empty()) files.push_back(file);
  }
  return files;
}

}  // namespace doodle
