#pragma once

#include <string>
#include <vector>

namespace doodle {

inline constexpr std::size_t most_pack_entries = 100'000;

/// Sorts the names of a pack's entries. Throws BadInput naming `pack`, the entry and the reason when there is
/// none or more than most_pack_entries, when one could end up outside of the folder that it is written to
/// (absolute paths, "..", backslashes, drive letters) or has control characters, or when two cannot be there
/// at once: a name twice, or a file where another has a folder.
std::vector<std::string> checked_names(std::vector<std::string> names, const std::string& pack);

}  // namespace doodle
