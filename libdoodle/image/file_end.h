#pragma once

#include <istream>
#include <string>

namespace doodle {

/// False when a PNG or a JPEG stops before its last chunk or marker: the readers accept such files, or
/// complain on stderr, and what is missing comes out grey. True for every other kind of file; their readers
/// notice.
bool reaches_its_end(const std::string& path);

/// The same of a stream at its beginning.
bool reaches_its_end(std::istream& file);

}  // namespace doodle
