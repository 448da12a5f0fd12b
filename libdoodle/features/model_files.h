#pragma once

#include <string>

namespace doodle {

/// The file of a model given by name (`vgg19`, `thin`) or path. Throws ModelMissing naming where it was
/// looked for and the way out.
std::string find_model_file(const std::string& model);

/// SHA-256 of a file's bytes, 64 lower-case hex digits. Throws ModelMissing when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace doodle
