#pragma once

#include <functional>
#include <string>
#include <vector>

namespace doodle {

/// The bytes of an entry.
using ReadEntry = std::function<std::string(const std::string& name)>;

/// Writes a zip file whose bytes depend on the names and the bytes of its entries alone: the names are
/// sorted, all dates are 1980-01-01, all permissions 0644. PNG entries are stored, others deflated. Each
/// entry is asked for when its turn comes, so that one is in memory at a time. The file is written aside and
/// renamed when complete; a symbolic link stays one. Throws BadInput naming `path` when it cannot be written,
/// and what `read` throws. `names` must be distinct and not empty.
void write_zip(const std::string& path, const std::vector<std::string>& names, const ReadEntry& read);

}  // namespace doodle
