#include "registry/folders.h"

#include <fmt/ranges.h>

#include <cstdlib>

namespace doodle {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// $XDG_CACHE_HOME, else ~/.cache; empty when there is neither.
fs::path user_cache() {
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty()) return cache;
  const std::string home = environment("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache";
}

}  // namespace

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const std::string home = environment("DOODLE_HOME"); !home.empty()) folders.emplace_back(home);
  if (const fs::path cache = user_cache(); !cache.empty()) folders.push_back(cache / "doodle");
  return folders;
}

fs::path torch_folder() {
  if (const std::string torch = environment("TORCH_HOME"); !torch.empty())
    return fs::path(torch) / "hub" / "checkpoints";
  const fs::path cache = user_cache();
  return cache.empty() ? fs::path() : cache / "torch" / "hub" / "checkpoints";
}

std::string find_in_folders(const std::string& name) {
  std::vector<fs::path> folders = model_folders();
  if (const fs::path torch = torch_folder(); !torch.empty()) folders.push_back(torch);
  std::error_code ignored;
  for (const fs::path& folder : folders)
    if (fs::is_regular_file(folder / name, ignored)) return (folder / name).string();
  return "";
}

std::string joined_folders() {
  std::vector<std::string> names;
  for (const fs::path& folder : model_folders()) names.push_back(folder.string());
  return names.empty() ? "no folder (neither DOODLE_HOME nor HOME is set)"
                       : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace doodle
