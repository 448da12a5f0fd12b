#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace doodle {

/// Where a network's weights are: in a file, or in the library itself.
struct ModelSource {
  std::string path;        ///< empty: in the library
  std::string_view bytes;  ///< of a safetensors file; lives as long as the program
};

/// The weights of a model given by name (`vgg19`, `thin`) or path. A file of the user's comes before what the
/// library holds. Throws ModelMissing naming where it was looked for and the way out.
ModelSource find_model_source(const std::string& model);

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
