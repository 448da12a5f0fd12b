#pragma once

#include <string>
#include <vector>

namespace doodle {

inline constexpr std::size_t most_pack_entries = 100'000;

/// Throws BadInput naming `pack`, the entry and the reason when an entry of that name could end up outside of
/// the folder that it is written to (absolute paths, "..", backslashes, drive letters) or has control
/// characters.
void require_harmless_name(const std::string& name, const std::string& pack);

/// Sorts the names of a pack's entries. Throws BadInput naming `pack`, the entry and the reason when one is
/// not harmless, when there is none or more than most_pack_entries, or when two cannot be there at once: a
/// name twice, or a file where another has a folder.
std::vector<std::string> checked_names(std::vector<std::string> names, const std::string& pack);

}  // namespace doodle
