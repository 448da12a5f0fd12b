#include "pack/entry_names.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/broken_file.h"
#include "base/check.h"

namespace doodle {
namespace {

bool has_drive_letter(std::string_view name) {
  return name.size() >= 2 && std::isalpha(static_cast<unsigned char>(name[0])) != 0 && name[1] == ':';
}

/// Whether a part between slashes is empty, "." or "..".
bool has_part(std::string_view name, std::string_view wanted) {
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (name.substr(begin, end - begin) == wanted) return true;
    if (end == name.size()) return false;
    begin = end + 1;
  }
}

/// Why an entry may not have that name; nullptr when it may.
const char* flaw(std::string_view name) {
  if (name.empty()) return "it has no name";
  if (name.front() == '/') return "its path is absolute";
  if (name.find('\\') != std::string_view::npos) return "its name has a backslash";
  if (has_drive_letter(name)) return "its name has a drive letter";
  if (has_part(name, "..")) return "its path leads out of the pack by \"..\"";
  if (has_part(name, ".") || has_part(name, "")) return "its path has an empty part";
  const auto control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), control)) return "its name has control characters";
  return nullptr;
}

/// Orders "/" before all else, so that what lies in a folder follows the folder's name at once.
bool by_folder(const std::string& a, const std::string& b) {
  const auto rank = [](char c) { return c == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(c)); };
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [&](char x, char y) { return rank(x) < rank(y); });
}

}  // namespace

void require_harmless_name(const std::string& name, const std::string& pack) {
  const char* reason = flaw(name);
  require<BadInput>(reason == nullptr, "{}: the entry {} is refused: {}", pack, quoted_name(name),
                    reason == nullptr ? "" : reason);
}

std::vector<std::string> checked_names(std::vector<std::string> names, const std::string& pack) {
  require<BadInput>(!names.empty(), "{} has no entries; name a resource pack", pack);
  require<BadInput>(names.size() <= most_pack_entries, "{} has {} entries; at most {} are taken", pack,
                    names.size(), most_pack_entries);
  for (const std::string& name : names) require_harmless_name(name, pack);
  std::sort(names.begin(), names.end(), by_folder);
  for (std::size_t i = 1; i < names.size(); ++i) {
    const std::string &before = names[i - 1], &name = names[i];
    require<BadInput>(name != before, "{}: the entry {} is refused: it is there twice", pack,
                      quoted_name(name));
    require<BadInput>(!name.starts_with(before + "/"),
                      "{}: the entry {} is refused: {} is a file, not a folder", pack, quoted_name(name),
                      quoted_name(before));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace doodle
