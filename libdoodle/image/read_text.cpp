#include <nlohmann/json.hpp>

#include "doodle/image.h"
#include "image/reader.h"

namespace doodle {
namespace {

using Text = std::map<std::string, std::string>;

/// The key under which a text chunk of a PNG was stored: OpenImageIO renames three of them.
std::string png_key(const std::string& attribute) {
  static const Text renamed{
      {"DocumentName", "Title"}, {"ImageDescription", "Description"}, {"Artist", "Author"}};
  const auto found = renamed.find(attribute);
  return found == renamed.end() ? attribute : found->second;
}

/// The pairs that save_image() put into a description; empty when it is something else.
Text described_pairs(const std::string& description) {
  Text text;
  const auto json = nlohmann::json::parse(description, nullptr, false);
  if (!json.is_object()) return text;
  for (const auto& [key, value] : json.items())
    if (value.is_string()) text[key] = value.get<std::string>();
  return text;
}

}  // namespace

Text read_image_text(const std::string& path) {
  const auto input = open_image(path);
  const bool png = input->format_name() == std::string("png");
  const bool pairs = png || input->format_name() == std::string("openexr");
  if (!pairs) return described_pairs(input->spec().get_string_attribute("ImageDescription"));
  Text text;
  for (const OIIO::ParamValue& attribute : input->spec().extra_attribs) {
    const std::string name = attribute.name().string();
    if (attribute.type() == OIIO::TypeDesc::STRING && !name.starts_with("oiio:"))
      text[png ? png_key(name) : name] = attribute.get_string();
  }
  return text;
}

}  // namespace doodle
