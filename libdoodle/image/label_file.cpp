#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/check.h"
#include "doodle/maps.h"

namespace doodle {
namespace {

/// `#rrggbb` as RGB levels; false when it is anything else.
bool parse_hex(const std::string& text, std::array<float, 3>& colour) {
  if (text.size() != 7 || text[0] != '#') return false;
  for (std::size_t c = 0; c < 3; ++c) {
    const char* begin = text.data() + 1 + 2 * c;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(begin, begin + 2, value, 16);
    if (error != std::errc{} || end != begin + 2) return false;
    colour[c] = static_cast<float>(value);
  }
  return true;
}

Label parse_label(const std::string& path, const toml::node& node) {
  const auto line = node.source().begin.line;
  const toml::table* table = node.as_table();
  require<BadInput>(table != nullptr, "{}:{}: a label must be a table, as in [[label]]", path, line);
  const auto name = (*table)["name"].value<std::string>();
  const auto colour = (*table)["colour"].value<std::string>();
  require<BadInput>(name && !name->empty(), "{}:{}: a label needs a name, as in name = \"sky\"", path, line);
  Label label{*name, {}};
  require<BadInput>(colour && parse_hex(*colour, label.colour),
                    "{}:{}: label {} needs a colour, as in colour = \"#87ceeb\"", path, line, *name);
  const toml::node* id = table->get("id");
  require<BadInput>(id == nullptr || id->is_integer(), "{}:{}: the id of label {} must be a whole number",
                    path, line, *name);
  return label;
}

void require_unique(const std::string& path, const toml::node& node, const std::vector<Label>& before,
                    const Label& label) {
  for (const Label& other : before) {
    require<BadInput>(other.name != label.name, "{}:{}: the name {} is used twice", path,
                      node.source().begin.line, label.name);
    require<BadInput>(other.colour != label.colour, "{}:{}: the labels {} and {} have the same colour", path,
                      node.source().begin.line, other.name, label.name);
  }
}

}  // namespace

std::vector<Label> read_label_file(const std::string& path) {
  require<BadInput>(std::filesystem::is_regular_file(path), "{} does not exist or is no file", path);
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw BadInput(fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
  const toml::array* array = file["label"].as_array();
  require<BadInput>(array != nullptr && !array->empty(), "{} has no labels; name them in tables [[label]]",
                    path);
  require<BadInput>(array->size() <= 64, "{} has {} labels; at most 64 can be used", path, array->size());
  std::vector<Label> labels;
  for (const toml::node& node : *array) {
    Label label = parse_label(path, node);
    require_unique(path, node, labels, label);
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace doodle
