#include "pack/cache.h"

#include <filesystem>
#include <span>

#include "base/aside_file.h"
#include "base/check.h"
#include "pack/source.h"
#include "registry/folders.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

std::string default_folder() {
  const std::vector<fs::path> folders = model_folders();
  require<BadInput>(!folders.empty(),
                    "there is no place for finished textures (neither DOODLE_HOME nor HOME is "
                    "set); name one with --cache");
  return (folders.front() / "pack").string();
}

/// What every complete PNG ends with: the empty chunk IEND and its checksum.
constexpr std::string_view png_end{"\0\0\0\0IEND\xae\x42\x60\x82", 12};

}  // namespace

PackCache::PackCache(const std::string& folder) : folder_(folder.empty() ? default_folder() : folder) {
  std::error_code error;
  fs::create_directories(folder_, error);
  require<BadInput>(!error && fs::is_directory(folder_), "the cache folder {} cannot be created: {}", folder_,
                    error.message());
  const AsideFile writable(path("trial", 0));
}

std::string PackCache::path(const std::string& key, std::size_t part) const {
  return (fs::path(folder_) / fmt::format("{}-{}.png", key, part)).string();
}

std::optional<std::string> PackCache::find(const std::string& key, std::size_t part) const {
  const std::string file = path(key, part);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  std::string bytes = read_file(file);
  if (!bytes.ends_with(png_end)) return std::nullopt;
  return bytes;
}

bool PackCache::has(const std::string& key, std::size_t parts) const {
  for (std::size_t part = 0; part < parts; ++part)
    if (!find(key, part)) return false;
  return true;
}

void PackCache::store(const std::string& key, std::size_t part, const std::string& png) const {
  AsideFile file(path(key, part));
  file.replace_target(std::as_bytes(std::span(png)));
}

}  // namespace doodle
