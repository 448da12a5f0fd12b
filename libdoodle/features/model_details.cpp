#include "base/check.h"
#include "features/model_files.h"
#include "features/networks.h"
#include "registry/fetch.h"
#include "registry/folders.h"

namespace doodle {
namespace {

/// The layers of a network that is here; none when it cannot be made.
std::vector<std::string> layers_of(const std::string& model) {
  NetworkOptions options;
  options.model = model;
  try {
    return layer_names(load_network(options));
  } catch (const ModelMissing&) {
    return {};
  }
}

ModelDetails random_details() {
  ModelDetails details;
  details.info = list_models().front();
  details.summary = "An untrained network; its weights are drawn from a seed";
  details.layers = layers_of("random");
  return details;
}

}  // namespace

ModelDetails model_details(const std::string& name, const std::string& registry) {
  if (name == "random") return random_details();
  const std::vector<RegisteredModel> models = load_registry(registry);
  const RegisteredModel& model = require_model(models, name);
  ModelDetails details{describe_model(model), model.summary, model.attribution, model.advice, {}, {}};
  if (details.info.present) details.layers = layers_of(name);
  if (details.layers.empty()) details.layers = model.layers;
  for (ModelFile file : model.files) {
    file.path = find_in_folders(file.name);
    details.files.push_back(file);
  }
  return details;
}

FetchResult fetch_model(const std::string& name, const std::string& registry, const FetchCallback& progress) {
  require<ModelMissing>(name != "random", "the model random needs no file: it is drawn from a seed");
  const std::vector<RegisteredModel> models = load_registry(registry);
  const RegisteredModel& model = require_model(models, name);
  const std::vector<std::filesystem::path> folders = model_folders();
  require<ModelMissing>(!folders.empty(),
                        "there is no folder for downloads; set DOODLE_HOME to one, or HOME to yours");
  for (const ModelFile& file : model.files) {
    if (file.url.empty()) continue;
    const ModelFile here = usable(file) ? ModelFile{} : find_usable(model);
    if (!here.path.empty()) return {here, "", false, false};
    FetchResult result = fetch_file(file, folders.front(), progress);
    if (!usable(file)) result.network = import_target(model);
    return result;
  }
  throw ModelMissing(fmt::format("the model {} has no download with a known hash; {}", name, model.advice));
}

}  // namespace doodle
