#pragma once

#include <string>

namespace doodle::cli {

/// Throws BadInput when no picture could be written to `path`: no such folder, no permission, an unknown
/// extension. Called before hours of work; an existing file is not touched.
void check_writable(const std::string& path);

/// Writes a text aside and renames it into place. Throws BadInput naming the path.
void write_text(const std::string& path, const std::string& text);

/// Creates the folder unless it exists. Throws BadInput naming the path.
void make_folder(const std::string& path);

}  // namespace doodle::cli
