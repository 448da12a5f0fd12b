#include "files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "doodle/error.h"
#include "doodle/image.h"

namespace doodle::cli {
namespace {

namespace fs = std::filesystem;

/// A name beside `path` that no other process uses, with the same extension.
fs::path beside(const fs::path& path) {
  return path.parent_path() / fmt::format(".doodle-{}{}", getpid(), path.extension().string());
}

}  // namespace

void check_writable(const std::string& path) {
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw BadInput(fmt::format("{}: the folder {} does not exist; create it first", path, folder.string()));
  }
  if (fs::is_directory(path, ignored)) {
    throw BadInput(fmt::format("{}: is a folder; name the picture to write", path));
  }
  const fs::path trial = beside(path);
  try {
    save_image(trial.string(), make_image(1, 1));
  } catch (const BadInput&) {
    fs::remove(trial, ignored);
    throw BadInput(fmt::format(
        "{}: no picture can be written there; check that the folder is writable and the name ends in .png, "
        ".jpg, .tif, .exr or another format of pictures",
        path));
  }
  fs::remove(trial, ignored);
}

void write_text(const std::string& path, const std::string& text) {
  const fs::path aside = beside(path);
  std::ofstream stream(aside, std::ios::binary);
  stream << text;
  stream.close();
  std::error_code failure;
  if (stream) fs::rename(aside, path, failure);
  if (!stream || failure) {
    std::error_code ignored;
    fs::remove(aside, ignored);
    throw BadInput(fmt::format("{}: cannot be written; is the disk full?", path));
  }
}

void make_folder(const std::string& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) throw BadInput(fmt::format("{}: cannot be created: {}", path, failure.message()));
}

}  // namespace doodle::cli
