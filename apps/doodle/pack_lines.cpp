#include "pack_lines.h"

#include <fmt/format.h>

#include <vector>

namespace doodle::cli {
namespace {

std::string size_text(Size size) {
  return fmt::format("{}x{}", size.width, size.height);
}

std::vector<std::string> style_names(const PackEntry& entry) {
  std::vector<std::string> names;
  for (const PackStyle& style : entry.styles) names.push_back(style.name);
  return names;
}

std::vector<std::string> remarks(const PackEntry& entry) {
  std::vector<std::string> texts;
  if (!entry.reason.empty()) texts.push_back(entry.reason);
  if (entry.kind) texts.emplace_back(kind_name(*entry.kind));
  if (entry.frames.size() > 1) texts.push_back(fmt::format("{} frames", entry.frames.size()));
  if (entry.options.tile_x || entry.options.tile_y)
    texts.push_back(
        fmt::format("tiles{}{}", entry.options.tile_x ? " x" : "", entry.options.tile_y ? " y" : ""));
  if (entry.grey) texts.emplace_back("grey");
  if (!entry.gathered_from.empty()) texts.push_back("follows " + entry.gathered_from);
  return texts;
}

template <class T>
void add(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}

void add_texture(Json& json, const PackEntry& entry) {
  json["kind"] = kind_name(*entry.kind);
  json["size"] = {entry.size.width, entry.size.height};
  json["new_size"] = {entry.new_size.width, entry.new_size.height};
  json["frame"] = {entry.frame.width, entry.frame.height};
  json["frames"] = entry.frames;
  json["tile_x"] = entry.options.tile_x;
  json["tile_y"] = entry.options.tile_y;
  json["grey"] = entry.grey;
  if (!entry.gathered_from.empty()) json["gathered_from"] = entry.gathered_from;
  if (entry.decision != PackDecision::upscale) return;
  json["styles"] = style_names(entry);
  json["random_seed"] = entry.options.random_seed;
  add(json, "variety", entry.options.variety);
  add(json, "keep_colour", entry.options.keep_colour);
}

}  // namespace

std::string pack_line(const PackEntry& entry) {
  std::string line = fmt::format("{}  {}", entry.name, decision_name(entry.decision));
  if (entry.kind) line += fmt::format("  {} -> {}", size_text(entry.size), size_text(entry.new_size));
  if (!entry.styles.empty()) line += fmt::format("  {}", fmt::join(style_names(entry), " "));
  const std::vector<std::string> texts = remarks(entry);
  if (!texts.empty()) line += fmt::format("  ({})", fmt::join(texts, ", "));
  return line;
}

Json pack_json(const PackEntry& entry) {
  Json json{{"name", entry.name}, {"decision", decision_name(entry.decision)}};
  if (!entry.reason.empty()) json["reason"] = entry.reason;
  if (entry.decision != PackDecision::copy) json["scale"] = entry.options.scale;
  if (entry.kind) add_texture(json, entry);
  return json;
}

std::string pack_progress_line(const PackProgress& progress) {
  std::string line = fmt::format("{}/{}  {}", progress.done, progress.total, progress.name);
  if (progress.frames > 1) line += fmt::format("  frame {}/{}", progress.frame + 1, progress.frames);
  return line;
}

}  // namespace doodle::cli
