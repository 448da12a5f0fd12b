#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "base/check.h"
#include "pack/rules.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

/// Throws BadInput "FILE:LINE: ..." unless `condition` holds.
template <class... Args>
void demand_at(const std::string& path, const toml::source_region& place, bool condition,
               fmt::format_string<Args...> message, Args&&... args) {
  if (condition) return;
  throw BadInput(
      fmt::format("{}:{}: {}", path, place.begin.line, fmt::format(message, std::forward<Args>(args)...)));
}

/// The strings of a string or a list of strings.
std::vector<std::string> read_strings(const std::string& path, const toml::node& node,
                                      const std::string& what) {
  std::vector<std::string> strings;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array)
      strings.push_back(element.value_exact<std::string>().value_or(""));
  } else {
    strings.push_back(node.value_exact<std::string>().value_or(""));
  }
  const bool good = !strings.empty() && std::find(strings.begin(), strings.end(), "") == strings.end();
  demand_at(path, node.source(), good, "{} must be a string in quotation marks, or a list of them", what);
  return strings;
}

std::vector<PackStyle> read_photos(const std::string& path, const toml::node& node) {
  std::vector<PackStyle> styles;
  for (const std::string& name : read_strings(path, node, "photos")) {
    if (name == "self") {
      styles.push_back({name, ""});
      continue;
    }
    const std::string photo = (fs::path(path).parent_path() / name).string();
    std::error_code error;
    demand_at(path, node.source(), fs::is_regular_file(photo, error),
              "the photo {} does not exist or is no file", photo);
    styles.push_back({name, photo});
  }
  return styles;
}

std::int64_t read_whole(const std::string& path, const toml::node& node, const std::string& key,
                        std::int64_t low, std::int64_t high) {
  const auto value = node.value_exact<std::int64_t>();
  demand_at(path, node.source(), value && *value >= low && *value <= high,
            "{} must be a whole number between {} and {}", key, low, high);
  return *value;
}

/// A number from 0 to 1; false and true mean these where `switches`.
double read_fraction(const std::string& path, const toml::node& node, const std::string& key, bool switches) {
  std::optional<double> value;
  if (switches && node.is_boolean()) value = *node.value_exact<bool>() ? 1 : 0;
  if (node.is_number()) value = node.value<double>();
  demand_at(path, node.source(), value && *value >= 0 && *value <= 1, "{} must be a number between 0 and 1{}",
            key, switches ? ", or true or false" : "");
  return *value;
}

bool read_switch(const std::string& path, const toml::node& node, const std::string& key) {
  demand_at(path, node.source(), node.is_boolean(), "{} must be true or false", key);
  return *node.value_exact<bool>();
}

void read_tile(const std::string& path, const toml::node& node, PackRule& rule) {
  const auto axis = node.value_exact<std::string>();
  demand_at(path, node.source(), node.is_boolean() || axis == "x" || axis == "y",
            "tile must be true, false, \"x\" or \"y\"");
  const bool both = node.is_boolean() && *node.value_exact<bool>();
  rule.tile_x = both || axis == "x";
  rule.tile_y = both || axis == "y";
}

PackRule read_rule(const std::string& path, const toml::node& node) {
  const toml::table* table = node.as_table();
  demand_at(path, node.source(), table != nullptr, "a style must be a table, as in [[style]]");
  demand_at(path, node.source(), table->contains("textures"),
            "a style needs textures, as in textures = \"block/stone*\"");
  PackRule rule;
  const std::map<std::string, std::function<void(const toml::node&)>> readers{
      {"textures", [&](const toml::node& n) { rule.globs = read_strings(path, n, "textures"); }},
      {"photos", [&](const toml::node& n) { rule.styles = read_photos(path, n); }},
      {"scale",
       [&](const toml::node& n) { rule.scale = static_cast<int>(read_whole(path, n, "scale", 1, 64)); }},
      {"variety", [&](const toml::node& n) { rule.variety = read_fraction(path, n, "variety", false); }},
      {"keep-colour",
       [&](const toml::node& n) { rule.keep_colour = read_fraction(path, n, "keep-colour", true); }},
      {"tile", [&](const toml::node& n) { read_tile(path, n, rule); }},
      {"skip", [&](const toml::node& n) { rule.skip = read_switch(path, n, "skip"); }},
      {"random-seed", [&](const toml::node& n) {
         rule.random_seed = static_cast<std::uint64_t>(read_whole(path, n, "random-seed", 0, INT64_MAX));
       }}};
  for (const auto& [key, value] : *table) {
    const auto reader = readers.find(std::string(key.str()));
    demand_at(path, key.source(), reader != readers.end(),
              "{} is no key of a style; textures, photos, scale, variety, keep-colour, tile, skip and "
              "random-seed are",
              key.str());
    reader->second(value);
  }
  return rule;
}

/// Rules by their place: toml++ sorts the keys of a table, but the last in the file wins.
using Placed = std::multimap<std::pair<toml::source_index, toml::source_index>, PackRule>;

void add_globs(const std::string& path, const toml::node& node, Placed& rules) {
  const toml::table* table = node.as_table();
  demand_at(path, node.source(), table != nullptr, "styles must be a table, as in [styles]");
  for (const auto& [glob, photos] : *table) {
    PackRule rule;
    rule.globs = {std::string(glob.str())};
    rule.styles = read_photos(path, photos);
    rules.emplace(std::pair(glob.source().begin.line, glob.source().begin.column), std::move(rule));
  }
}

void add_tables(const std::string& path, const toml::node& node, Placed& rules) {
  const toml::array* array = node.as_array();
  demand_at(path, node.source(), array != nullptr, "a style must be one of several tables, as in [[style]]");
  for (const toml::node& style : *array)
    rules.emplace(std::pair(style.source().begin.line, style.source().begin.column), read_rule(path, style));
}

}  // namespace

PackRules read_pack_rules(const std::string& path) {
  require<BadInput>(fs::is_regular_file(path), "{} does not exist or is no file; write one, or `self`", path);
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw BadInput(fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
  Placed placed;
  for (const auto& [key, value] : file) {
    demand_at(path, key.source(), key == "styles" || key == "style",
              "{} is not known here; write [styles] or [[style]]", key.str());
    if (key == "styles") add_globs(path, value, placed);
    if (key == "style") add_tables(path, value, placed);
  }
  PackRules rules;
  for (auto& [place, rule] : placed) rules.rules.push_back(std::move(rule));
  return rules;
}

}  // namespace doodle
