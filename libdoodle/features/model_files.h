#pragma once

#include <string>
#include <vector>

#include "registry/registry.h"

namespace doodle {

/// The file of a model given by name (`vgg19`, `thin`) or path. Throws ModelMissing naming where it was
/// looked for and the way out.
std::string find_model_file(const std::string& model);

/// The model of that name. Throws ModelMissing, listing the names, when there is none.
const RegisteredModel& require_model(const std::vector<RegisteredModel>& models, const std::string& name);

/// Whether every command reads the file as it is.
bool usable(const ModelFile& file);

/// The model's file that is here and usable, its path set: folder before folder, within one in the registry's
/// order. One without a path when there is none.
ModelFile find_usable(const RegisteredModel& model);

/// Where an imported file of the model belongs: in the first folder, under the first usable name.
std::string import_target(const RegisteredModel& model);

/// What list_models() says of one model.
ModelInfo describe_model(const RegisteredModel& model);

}  // namespace doodle
