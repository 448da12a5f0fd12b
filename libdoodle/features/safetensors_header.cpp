#include "features/safetensors_header.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/broken_file.h"
#include "base/check.h"

namespace doodle {
namespace {

using nlohmann::json;

/// Parses, refusing what nlohmann-json lets pass: a key that occurs twice, and nesting that no header needs.
json parse_strictly(const std::string& text) {
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    demand(depth <= 3, "its header is nested too deeply");
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      demand(open.back().insert(key).second, "its header names {} twice", quoted_name(key));
    }
    return true;
  };
  return json::parse(text, watch);
}

std::pair<StoredType, std::uint64_t> parse_type(const std::string& name, const json& value) {
  demand(value.is_string(), "the dtype of {} is not a string", quoted_name(name));
  const auto text = value.get<std::string>();
  if (text == "F32") return {StoredType::f32, 4};
  if (text == "F16") return {StoredType::f16, 2};
  demand(text == "BF16", "the dtype of {} is {}; F32, F16 and BF16 can be read", quoted_name(name),
         quoted_name(text));
  return {StoredType::bf16, 2};
}

StoredArray parse_array(const std::string& name, const json& value, std::uint64_t data_size) {
  demand(value.is_object() && value.size() == 3 && value.contains("dtype") && value.contains("shape") &&
             value.contains("data_offsets"),
         "{} does not have exactly dtype, shape and data_offsets", quoted_name(name));
  StoredArray array;
  std::uint64_t bytes = 0;
  std::tie(array.type, bytes) = parse_type(name, value["dtype"]);

  const json& shape = value["shape"];
  demand(shape.is_array() && shape.size() <= 8, "the shape of {} is not a list of at most 8 numbers",
         quoted_name(name));
  for (const json& length : shape) {
    demand(length.is_number_unsigned() && length.get<std::uint64_t>() <= INT32_MAX,
           "the shape of {} holds something other than whole numbers of reasonable size", quoted_name(name));
    array.shape.push_back(length.get<std::int64_t>());
    demand(!__builtin_mul_overflow(bytes, length.get<std::uint64_t>(), &bytes),
           "the shape of {} is too large", quoted_name(name));
  }

  const json& offsets = value["data_offsets"];
  demand(offsets.is_array() && offsets.size() == 2 && offsets[0].is_number_unsigned() &&
             offsets[1].is_number_unsigned(),
         "the data_offsets of {} are not two whole numbers", quoted_name(name));
  array.begin = offsets[0].get<std::uint64_t>();
  array.end = offsets[1].get<std::uint64_t>();
  demand(array.begin <= array.end && array.end <= data_size,
         "the data_offsets of {}, {} to {}, do not lie within the {} bytes of data", quoted_name(name),
         array.begin, array.end, data_size);
  demand(array.end - array.begin == bytes, "{} takes {} bytes by its shape but {} by its data_offsets",
         quoted_name(name), bytes, array.end - array.begin);
  return array;
}

std::map<std::string, std::string> parse_metadata(const json& value) {
  demand(value.is_object(), "its __metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    demand(text.is_string(), "{} in its __metadata__ is not a string", quoted_name(key));
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

/// Every byte of the data must belong to exactly one array.
void check_tiling(const std::map<std::string, StoredArray>& arrays, std::uint64_t data_size) {
  std::vector<std::pair<std::string, StoredArray>> ordered(arrays.begin(), arrays.end());
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.begin, a.second.end) < std::pair(b.second.begin, b.second.end);
  });
  std::uint64_t end = 0;
  for (const auto& [name, array] : ordered) {
    demand(array.begin >= end, "{} overlaps another array", quoted_name(name));
    demand(array.begin == end, "there is a gap before {}", quoted_name(name));
    end = array.end;
  }
  demand(end == data_size, "its data are {} bytes long but its arrays take {}", data_size, end);
}

}  // namespace

void throw_broken_model(const std::string& path, const std::string& reason) {
  throw ModelMissing(
      fmt::format("{} is not a sound safetensors file: {}; fetch or convert it again", path, reason));
}

SafetensorsHeader parse_safetensors_header(const std::string& text, std::uint64_t data_size,
                                           const std::string& path) {
  try {
    demand(text.starts_with('{'), "its header does not begin with {{");
    const json parsed = parse_strictly(text);
    SafetensorsHeader header;
    for (const auto& [name, value] : parsed.items()) {
      if (name == "__metadata__") {
        header.metadata = parse_metadata(value);
      } else {
        header.arrays[name] = parse_array(name, value, data_size);
      }
    }
    check_tiling(header.arrays, data_size);
    return header;
  } catch (const json::exception&) {
    throw_broken_model(path, "its header is not JSON");
  } catch (const BrokenFile& reason) {
    throw_broken_model(path, reason.what());
  }
}

}  // namespace doodle
