#include "base/check.h"
#include "features/model_files.h"
#include "features/networks.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

/// Judges a file for which the registry has no hash by whether it can be used.
void check_readable(FileCheck& check) {
  check.state = FileState::unregistered;
  if (!usable(check.file)) {
    check.note = "the registry has no hash for it";
    return;
  }
  NetworkOptions options;
  options.model = check.file.path;
  try {
    load_network(options);
    check.note = "the registry has no hash for it; it reads as a network";
  } catch (const ModelMissing& error) {
    check.state = FileState::broken;
    check.note = error.what();
  }
}

FileCheck check_file(const std::string& model, const ModelFile& file) {
  FileCheck check{model, file, "", FileState::good, ""};
  try {
    check.sha256 = sha256_of_file(file.path);
  } catch (const ModelMissing& error) {
    check.state = FileState::broken;
    check.note = error.what();
    return check;
  }
  if (file.sha256.empty()) {
    check_readable(check);
  } else if (check.sha256 != file.sha256) {
    check.state = FileState::wrong;
    check.note = fmt::format("its SHA-256 is not {}; remove it{}", file.sha256,
                             file.url.empty() ? "" : fmt::format(" and `doodle models fetch {}`", model));
  }
  return check;
}

}  // namespace

std::vector<FileCheck> verify_models(const std::string& name, const std::string& registry) {
  if (name == "random") return {};
  const std::vector<RegisteredModel> models = load_registry(registry);
  if (!name.empty()) require_model(models, name);
  std::vector<FileCheck> checks;
  for (const RegisteredModel& model : models) {
    if (!name.empty() && model.name != name) continue;
    for (const ModelFile& file : files_here(model)) checks.push_back(check_file(model.name, file));
  }
  return checks;
}

}  // namespace doodle
