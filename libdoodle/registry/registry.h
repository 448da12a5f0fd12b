#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doodle/registry.h"

namespace doodle {

/// What the registry says of one model. The files' paths are empty.
struct RegisteredModel {
  std::string name;
  std::string architecture;
  std::string summary;
  std::string attribution;
  std::string licence;
  std::string advice;
  std::vector<std::string> layers;
  std::vector<ModelFile> files;
};

/// Reads the registry (see doodle/registry.h for `path`). Throws BadInput naming the file and the flaw.
std::vector<RegisteredModel> load_registry(const std::string& path = {});

/// The same from text; `name` stands for the path in messages.
std::vector<RegisteredModel> parse_registry(std::string_view text, const std::string& name);

/// The model of that name; none is a nullptr.
const RegisteredModel* find_model(const std::vector<RegisteredModel>& models, const std::string& name);

/// The files of a model that are here, in the registry's order, their paths set.
std::vector<ModelFile> files_here(const RegisteredModel& model);

}  // namespace doodle
