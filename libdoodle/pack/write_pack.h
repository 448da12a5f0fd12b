#pragma once

#include <functional>
#include <string>
#include <vector>

namespace doodle {

/// Throws BadInput, with the way out, when a pack may not be written to `output`: when that is, lies in, or
/// contains the folder `input`, is a folder of other things than a pack (not empty, and without pack.mcmeta),
/// a file that is not called .zip, or its parent is missing. To be called before any work.
void check_pack_output(const std::string& output, const std::string& input);

/// Writes the entries to a zip file (a name that ends in .zip; see write_zip()) or else to a folder, which is
/// created. Files of a folder are written aside and renamed one by one, those that have the right bytes are
/// left alone, and so are others in it. Throws BadInput naming what cannot be written, and what `read`
/// throws.
void write_pack(const std::string& output, const std::vector<std::string>& names,
                const std::function<std::string(const std::string& name)>& read);

}  // namespace doodle
