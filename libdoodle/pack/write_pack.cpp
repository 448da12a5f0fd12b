#include "pack/write_pack.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <span>

#include "archive/zip_writer.h"
#include "base/aside_file.h"
#include "base/check.h"
#include "pack/source.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

bool is_zip_name(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".zip";
}

/// The path without links and dots, and without a slash at its end.
fs::path plain(const std::string& path) {
  const fs::path whole = fs::weakly_canonical(fs::absolute(path));
  return whole.has_filename() ? whole : whole.parent_path();
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void check_folder(const std::string& output) {
  const bool there = fs::is_directory(output);
  require<BadInput>(there || !fs::exists(output), "{} is a file; name a folder or a .zip", output);
  require<BadInput>(!there || fs::is_empty(output) || fs::exists(fs::path(output) / "pack.mcmeta"),
                    "{} is a folder of other things; name a new one, or that of a pack to write over",
                    output);
  const fs::path parent = plain(output).parent_path();
  require<BadInput>(fs::is_directory(parent), "{} cannot be written: the folder {} does not exist", output,
                    parent.string());
}

bool holds(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  return fs::is_regular_file(path, error) && fs::file_size(path, error) == bytes.size() &&
         read_file(path.string()) == bytes;
}

void write_entry(const fs::path& path, const std::string& bytes) {
  if (holds(path, bytes)) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  require<BadInput>(!error, "{} cannot be created: {}", path.parent_path().string(), error.message());
  AsideFile file(path.string());
  file.replace_target(std::as_bytes(std::span(bytes)));
}

}  // namespace

void check_pack_output(const std::string& output, const std::string& input) {
  const fs::path from = plain(input), to = plain(output);
  require<BadInput>(from != to, "{} would be written over itself; name another place", input);
  require<BadInput>(!lies_in(to, from), "{} lies in {}, which is read; name a place outside", output, input);
  require<BadInput>(is_zip_name(output) || !lies_in(from, to),
                    "{} contains {}, which is read; name a place beside it", output, input);
  if (is_zip_name(output)) {
    const AsideFile writable(output);
  } else {
    check_folder(output);
  }
}

void write_pack(const std::string& output, const std::vector<std::string>& names,
                const std::function<std::string(const std::string& name)>& read) {
  if (is_zip_name(output)) {
    write_zip(output, names, read);
    return;
  }
  for (const std::string& name : names) write_entry(fs::path(output) / name, read(name));
}

}  // namespace doodle
