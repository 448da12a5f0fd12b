#pragma once

#include <string>
#include <string_view>

namespace doodle {

/// SHA-256 of bytes, 64 lower-case hex digits.
std::string sha256_of_bytes(std::string_view bytes);

/// SHA-256 of a file's bytes, 64 lower-case hex digits. Throws ModelMissing when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace doodle
