#include <filesystem>

#include "archive/zip_archive.h"
#include "base/check.h"
#include "pack/entry_names.h"
#include "pack/source.h"

namespace doodle {
namespace {

/// Textures are packed already, sounds too; models and languages shrink to a tenth. What is small is
/// harmless.
constexpr std::uint64_t most_ratio = 200, small_entry = 1 << 20, small_pack = 256 << 20;
constexpr std::uintmax_t largest_zip = std::uintmax_t{4} << 30;

bool in_proportion(std::uint64_t packed, std::uint64_t unpacked, std::uint64_t small) {
  return unpacked <= small || unpacked / most_ratio <= packed;
}

void check_entry(std::uint64_t packed, std::uint64_t unpacked) {
  demand(unpacked <= largest_pack_entry && in_proportion(packed, unpacked, small_entry),
         "it unpacks {} bytes to {}, which is out of proportion", packed, unpacked);
}

constexpr ZipLimits limits{most_pack_entries, "it has more than 100,000 entries", check_entry};

class ZipSource : public PackSource {
 public:
  explicit ZipSource(const std::string& path) : path_(path), bytes_(checked_bytes(path)), archive_(open()) {
    std::vector<std::string> names;
    std::uint64_t total = 0;
    for (const ZipEntry& entry : archive_->entries()) {
      require_harmless(entry);
      total += entry.unpacked;
      if (entry.name.ends_with('/') && entry.name.size() > 1) {
        require_harmless_name(entry.name.substr(0, entry.name.size() - 1), path);
      } else {
        names.push_back(entry.name);
      }
    }
    require<BadInput>(total <= largest_pack && in_proportion(bytes_.size(), total, small_pack),
                      "{} unpacks {} bytes to {}, which is out of proportion", path, bytes_.size(), total);
    names_ = checked_names(std::move(names), path);
  }

  std::string read(const std::string& name) const override {
    try {
      return archive_->read(name);
    } catch (const BrokenFile& reason) {
      throw BadInput(fmt::format("{}: {}", path_, reason.what()));
    }
  }

 private:
  static std::string checked_bytes(const std::string& path) {
    const std::uintmax_t size = std::filesystem::file_size(path);
    require<BadInput>(size <= largest_zip, "{} is refused: it has {} bytes, more than any pack", path, size);
    return read_file(path);
  }

  std::unique_ptr<ZipArchive> open() const {
    try {
      return std::make_unique<ZipArchive>(bytes_, limits);
    } catch (const BrokenFile& reason) {
      throw BadInput(fmt::format("{}: {}", path_, reason.what()));
    }
  }

  void require_harmless(const ZipEntry& entry) const {
    require<BadInput>(!entry.link, "{}: the entry {} is refused: it is a symbolic link", path_,
                      quoted_name(entry.name));
    try {
      check_entry(entry.packed, entry.unpacked);
    } catch (const BrokenFile& reason) {
      throw BadInput(
          fmt::format("{}: the entry {} is refused: {}", path_, quoted_name(entry.name), reason.what()));
    }
  }

  std::string path_;
  std::string bytes_;
  std::unique_ptr<ZipArchive> archive_;
};

}  // namespace

std::unique_ptr<PackSource> open_pack_zip(const std::string& path) {
  return std::make_unique<ZipSource>(path);
}

}  // namespace doodle
