#include <filesystem>

#include "base/broken_file.h"
#include "base/check.h"
#include "pack/entry_names.h"
#include "pack/source.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

class FolderSource : public PackSource {
 public:
  explicit FolderSource(const std::string& path) : path_(path) {
    std::error_code error;
    fs::recursive_directory_iterator entries(path, error);
    std::vector<std::string> names;
    for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
      if (add(*entries, names)) require_few(names);
    }
    require<BadInput>(!error, "{} cannot be read: {}", path, error.message());
    names_ = checked_names(std::move(names), path);
  }

  std::string read(const std::string& name) const override { return read_file((path_ / name).string()); }

 private:
  /// False for a folder.
  bool add(const fs::directory_entry& entry, std::vector<std::string>& names) {
    const std::string name = entry.path().lexically_relative(path_).generic_string();
    const fs::file_status status = entry.symlink_status();
    if (is_directory(status)) return false;
    require<BadInput>(!is_symlink(status), "{}: the entry {} is refused: it is a symbolic link",
                      path_.string(), quoted_name(name));
    require<BadInput>(is_regular_file(status), "{}: the entry {} is refused: it is not a file",
                      path_.string(), quoted_name(name));
    const std::uintmax_t size = entry.file_size();
    require<BadInput>(size <= largest_pack_entry && (total_ += size) <= largest_pack,
                      "{}: the entry {} is refused: with its {} bytes the pack is too large", path_.string(),
                      quoted_name(name), size);
    names.push_back(name);
    return true;
  }

  void require_few(const std::vector<std::string>& names) const {
    require<BadInput>(names.size() <= most_pack_entries,
                      "{} has more than {} entries; is it a resource pack?", path_.string(),
                      most_pack_entries);
  }

  fs::path path_;
  std::uintmax_t total_ = 0;
};

}  // namespace

std::unique_ptr<PackSource> open_pack_folder(const std::string& path) {
  return std::make_unique<FolderSource>(path);
}

}  // namespace doodle
