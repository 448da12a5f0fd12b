#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace doodle::cli {

using Json = nlohmann::ordered_json;

/// What --json prints: valid JSON whatever bytes the names of files have, what is no UTF-8 as U+FFFD.
inline std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace doodle::cli
