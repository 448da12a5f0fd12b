#include "features/model_files.h"

#include <fmt/ranges.h>

#include <filesystem>

#include "base/check.h"
#include "base/embedded.h"
#include "features/networks.h"
#include "registry/folders.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

/// The safetensors file that the library holds of a model; empty for most.
std::string_view shipped_weights(const std::string& model) {
  return model == "thin" ? embedded::thin_model() : std::string_view();
}

/// Names of the model's files that every command can read, for a message.
std::string usable_names(const RegisteredModel& model) {
  std::vector<std::string> names;
  for (const ModelFile& file : model.files)
    if (usable(file)) names.push_back(file.name);
  return fmt::format("{}", fmt::join(names, " or "));
}

/// A file of the model that is here but has to be imported; empty when there is none.
std::string importable(const RegisteredModel& model) {
  for (const ModelFile& file : files_here(model))
    if (!usable(file)) return file.path;
  return "";
}

bool can_fetch(const RegisteredModel& model) {
  for (const ModelFile& file : model.files)
    if (!file.url.empty()) return true;
  return false;
}

/// The quickest way to the model, as a clause.
std::string way_out(const RegisteredModel& model) {
  if (const std::string file = importable(model); !file.empty())
    return fmt::format("`doodle models import {} -o {}` makes it from what is there", file,
                       import_target(model));
  if (can_fetch(model)) return fmt::format("`doodle models fetch {}` downloads it", model.name);
  return "put it there";
}

std::string known_names(const std::vector<RegisteredModel>& models) {
  std::string names = "random";
  for (const RegisteredModel& model : models) names += ", " + model.name;
  return names;
}

}  // namespace

bool usable(const ModelFile& file) {
  return file.format == "safetensors";
}

ModelFile find_usable(const RegisteredModel& model) {
  std::error_code ignored;
  for (const std::filesystem::path& folder : model_folders()) {
    for (ModelFile file : model.files) {
      file.path = (folder / file.name).string();
      if (usable(file) && std::filesystem::is_regular_file(file.path, ignored)) return file;
    }
  }
  return {};
}

std::string import_target(const RegisteredModel& model) {
  const std::vector<std::filesystem::path> folders = model_folders();
  for (const ModelFile& file : model.files)
    if (usable(file)) return folders.empty() ? file.name : (folders.front() / file.name).string();
  return model.name + ".safetensors";
}

ModelSource find_model_source(const std::string& model) {
  const std::vector<RegisteredModel> models = load_registry();
  if (const RegisteredModel* known = find_model(models, model)) {
    const std::string file = find_usable(*known).path;
    const std::string_view shipped = shipped_weights(model);
    if (file.empty() && !shipped.empty()) return {"", shipped};
    require<ModelMissing>(!file.empty(),
                          "the model {} was not found: there is no {} in {}; {}, set DOODLE_HOME to its "
                          "folder, or use --model FILE or --model random",
                          model, usable_names(*known), joined_folders(), way_out(*known));
    return {file, {}};
  }
  std::error_code ignored;
  require<ModelMissing>(
      std::filesystem::is_regular_file(model, ignored),
      "the model {} was not found: it is neither a file nor one of {}; `doodle models` lists what there is",
      model, known_names(models));
  return {model, {}};
}

const RegisteredModel& require_model(const std::vector<RegisteredModel>& models, const std::string& name) {
  const RegisteredModel* model = find_model(models, name);
  require<ModelMissing>(model != nullptr, "there is no model {}; the names are {}", name,
                        known_names(models));
  return *model;
}

ModelInfo describe_model(const RegisteredModel& model) {
  ModelInfo info{model.name, find_usable(model).path, model.architecture, model.licence, "", false, ""};
  const std::string_view shipped = shipped_weights(model.name);
  info.present = !info.file.empty() || !shipped.empty();
  if (info.file.empty() && !shipped.empty()) {
    info.sha256 = sha256_of_bytes(shipped);
    info.note = "part of the program";
  } else if (info.present) {
    info.sha256 = sha256_of_file(info.file);
    info.note = "found at " + info.file;
  } else {
    info.note = fmt::format("not found: {}; there is no {} in {}", way_out(model), usable_names(model),
                            joined_folders());
  }
  return info;
}

std::vector<ModelInfo> list_models(const std::string& registry) {
  std::vector<ModelInfo> models{
      {"random", "", "random", "none: drawn from a seed", "", true, "always there"}};
  for (const RegisteredModel& model : load_registry(registry)) models.push_back(describe_model(model));
  for (ModelInfo& model : models)
    if (model.name == kDefaultModel) model.note += "; the default";
  return models;
}

}  // namespace doodle
