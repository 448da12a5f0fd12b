#include "files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "doodle/error.h"

namespace doodle::cli {
namespace {

namespace fs = std::filesystem;

/// A name beside `path` that no other process uses, with the same extension.
fs::path beside(const fs::path& path) {
  return path.parent_path() / fmt::format(".doodle-{}{}", getpid(), path.extension().string());
}

}  // namespace

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

void check_text_writable(const std::string& path) {
  std::error_code ignored;
  const fs::path trial = beside(path);
  const bool writable = (!fs::exists(path, ignored) || access(path.c_str(), W_OK) == 0) &&
                        std::ofstream(trial).good() && !fs::is_directory(path, ignored);
  fs::remove(trial, ignored);
  if (!writable)
    throw BadInput(
        fmt::format("{}: cannot be written; is there such a folder, and may you write there?", path));
}

void require_no_input(const std::string& output, const Inputs& inputs) {
  std::error_code ignored;
  for (const std::vector<std::string>& files : inputs)
    for (const std::string& input : files)
      if (fs::equivalent(output, input, ignored))
        throw BadInput(fmt::format("{} is read as an input; name another file to write", output));
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

void save_result(const std::string& path, const Image& image, const SaveOptions& options) {
  try {
    save_image(path, image, options);
  } catch (const BadInput& error) {
    const std::string name = fs::path(path).filename().string();
    const fs::path kept = fs::temp_directory_path() / fmt::format("doodle-{}-{}", getpid(), name);
    try {
      save_image(kept.string(), image, options);
    } catch (const BadInput&) {
      throw error;
    }
    throw BadInput(fmt::format("{}; the picture is in {}", error.what(), kept.string()));
  }
}

void make_folder(const std::string& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) throw BadInput(fmt::format("{}: cannot be created: {}", path, failure.message()));
}

}  // namespace doodle::cli
