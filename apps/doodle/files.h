#pragma once

#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle::cli {

/// Throws BadInput when no text could be written to `path`: no such folder, no permission. Called before
/// hours of work, as check_output() is for pictures; an existing file is not touched.
void check_text_writable(const std::string& path);

/// Whether there is a file or a folder of that name, as far as can be seen.
bool exists(const std::string& path);

/// Lists of files that are read; names may be empty.
using Inputs = std::vector<std::vector<std::string>>;

/// Throws BadInput when `output` is one of the inputs: a map painted by hand would be lost.
void require_no_input(const std::string& output, const Inputs& inputs);

/// Writes a text aside and renames it into place. Throws BadInput naming the path.
void write_text(const std::string& path, const std::string& text);

/// save_image() of what a run has made: where it cannot be written, the picture is kept in the folder for
/// temporary files, and the BadInput says where.
void save_result(const std::string& path, const Image& image, const SaveOptions& options);

/// Creates the folder unless it exists. Throws BadInput naming the path.
void make_folder(const std::string& path);

}  // namespace doodle::cli
