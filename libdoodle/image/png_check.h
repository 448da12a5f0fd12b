#pragma once

#include <istream>
#include <string>

namespace doodle {

/// Throws BadInput, naming the path, for a PNG of no pixels or with a chunk whose checksum does not fit:
/// libpng would complain of them on stderr, which belongs to the program. Other files pass unseen, and so
/// does a PNG that stops early (reaches_its_end() tells).
void require_sound_png(const std::string& path);

/// The same of a stream at its beginning; `name` is what the message calls it.
void require_sound_png(const std::string& name, std::istream& file);

}  // namespace doodle
