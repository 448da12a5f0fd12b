#include <toml++/toml.h>

#include <filesystem>

#include "base/check.h"
#include "doodle/world.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

/// The path of an example that a node names, beside the file at `path`.
std::string example(const std::string& path, const toml::node& node, const std::string& whose) {
  const auto name = node.value_exact<std::string>();
  const auto line = node.source().begin.line;
  require<BadInput>(name && !name->empty(), "{}:{}: the file of {} must be a name in quotation marks", path,
                    line, whose);
  const std::string file = (fs::path(path).parent_path() / *name).string();
  std::error_code error;
  require<BadInput>(fs::is_regular_file(file, error), "{}:{}: the file {} of {} does not exist", path, line,
                    file, whose);
  return file;
}

Style plain_style(const std::string& file, const Label& label) {
  Style style{load_image(file), std::nullopt};
  Image map = make_image(style.image.width, style.image.height);
  for (std::size_t i = 0; i < map.pixels.size(); ++i) map.pixels[i] = label.colour[i % 3];
  style.map = std::move(map);
  return style;
}

void add_examples(const std::string& path, const toml::table& table, const Label& label,
                  std::vector<Style>& styles) {
  const toml::node* files = table.get("file");
  if (files == nullptr) return;
  if (const toml::array* list = files->as_array()) {
    for (const toml::node& node : *list)
      styles.push_back(plain_style(example(path, node, label.name), label));
  } else {
    styles.push_back(plain_style(example(path, *files, label.name), label));
  }
}

Style source_style(const std::string& path, const toml::node& node) {
  const toml::table* table = node.as_table();
  const auto line = node.source().begin.line;
  require<BadInput>(table != nullptr && table->contains("file") && table->contains("map"),
                    "{}:{}: a source needs a file and a map", path, line);
  Style style{load_image(example(path, *table->get("file"), "a source")), std::nullopt};
  style.map = load_image(example(path, *table->get("map"), "a source"));
  return style;
}

}  // namespace

std::vector<Style> read_world_styles(const std::string& path) {
  const std::vector<Label> labels = read_label_file(path);  // says what is wrong with the labels
  const toml::table file = toml::parse_file(path);
  std::vector<Style> styles;
  const toml::array& tables = *file["label"].as_array();
  for (std::size_t i = 0; i < labels.size(); ++i)
    add_examples(path, *tables[i].as_table(), labels[i], styles);
  if (const toml::array* sources = file["source"].as_array())
    for (const toml::node& node : *sources) styles.push_back(source_style(path, node));
  return styles;
}

}  // namespace doodle
