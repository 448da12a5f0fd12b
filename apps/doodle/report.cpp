#include "report.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>

namespace doodle::cli {
namespace {

Json describe_phases(const PaintResult& result) {
  Json phases = Json::array();
  for (const PhaseReport& phase : result.phases) {
    phases.push_back({{"width", phase.size.width},
                      {"height", phase.size.height},
                      {"evaluations", phase.evaluations},
                      {"loss", phase.loss},
                      {"seconds", phase.seconds}});
    if (!phase.found.empty()) phases.back()["windowed_matches_found"] = phase.found;
  }
  return phases;
}

std::string plain_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const Json& item : value) text += (text.empty() ? "" : " ") + plain_text(item);
  return text;
}

/// One `name: value` per line, for people.
std::string as_lines(const Json& object) {
  std::string lines;
  for (const auto& [name, value] : object.items()) lines += fmt::format("{}: {}\n", name, plain_text(value));
  return lines;
}

}  // namespace

Json describe_options(const PaintArguments& arguments, const PaintOptions& options) {
  Json object = Json::object();
  for (const Field& field : arguments.fields) object[field.name] = field.value(options);
  return object;
}

Json describe_files(const PaintArguments& arguments, const MapFiles& maps) {
  Json object = Json::object();
  if (!arguments.styles.empty() || arguments.inpaint.empty()) object["style"] = arguments.styles;
  if (!arguments.weights.empty()) object["style-share"] = arguments.weights;
  if (!arguments.inpaint.empty()) object["inpaint"] = arguments.inpaint;
  if (!arguments.mask.empty()) object["mask"] = arguments.mask;
  if (!maps.styles.empty()) object["style-map"] = maps.styles;
  if (!arguments.style_masks.empty()) object["style-mask"] = arguments.style_masks;
  if (!arguments.guides.empty()) object["guide"] = arguments.guides;
  if (!maps.target.empty()) object["target-map"] = maps.target;
  if (!arguments.content.empty()) object["content"] = arguments.content;
  object["seed"] = arguments.seed;
  object["output"] = arguments.output;
  return object;
}

namespace {

/// How much of the picture comes from each style, and how much of the style appears.
Json describe_uses(const PaintArguments& arguments, const PaintResult& result) {
  Json uses = Json::array();
  for (std::size_t i = 0; i < result.uses.size(); ++i)
    uses.push_back({{"file", i < arguments.styles.size() ? arguments.styles[i] : arguments.inpaint},
                    {"share", result.uses[i].share},
                    {"coverage", result.uses[i].coverage}});
  return uses;
}

}  // namespace

Json describe_result(const PaintArguments& arguments, const PaintResult& result, double seconds) {
  Json object = Json::object();
  object["output"] = arguments.output;
  object["width"] = result.image.width;
  object["height"] = result.image.height;
  object["cancelled"] = result.cancelled;
  object["seconds"] = seconds;
  object["peak_memory_bytes"] = peak_memory();
  object["planned_memory_bytes"] = result.planned_bytes;
  object["loss"] = result.phases.empty() ? 0.0 : result.phases.back().loss;
  object["phases"] = describe_phases(result);
  object["styles"] = describe_uses(arguments, result);
  object["notices"] = result.notices;
  object["parameters"] = result.parameters;
  object["version"] = version();
  return object;
}

std::map<std::string, std::string> picture_text(const PaintArguments& arguments, const MapFiles& maps,
                                                const PaintResult& result) {
  std::map<std::string, std::string> text = result.parameters;
  Json files = describe_files(arguments, maps);
  files.erase("output");  // the same picture under another name is the same file
  for (const auto& [name, value] : files.items()) text["file:" + name] = plain_text(value);
  return text;
}

namespace {

std::string sidecar_path(const PaintArguments& arguments) {
  return std::filesystem::path(arguments.output).replace_extension(".json").string();
}

}  // namespace

void check_outputs(const PaintArguments& arguments, Inputs inputs) {
  inputs.push_back(arguments.styles);
  for (const std::string& output : {arguments.output, arguments.save_map}) {
    if (output.empty()) continue;
    require_no_input(output, inputs);
    check_output(output);
  }
  if (arguments.sidecar) check_text_writable(sidecar_path(arguments));
}

std::vector<std::string> save_sources(const PaintArguments& arguments, const PaintResult& result) {
  if (arguments.save_map.empty()) return {};
  if (result.sources.empty())
    return {fmt::format("{} was not written: nothing was finished in pixels, so no pixel has a source",
                        arguments.save_map)};
  save_source_map(arguments.save_map, result.sources);
  return {};
}

void print_plan(bool json, Json plan, const Json& options) {
  if (json) {
    plan["options"] = options;
    fmt::print("{}\n", json_text(plan));
  } else {
    fmt::print("{}{}", as_lines(plan), as_lines(options));
  }
}

void print_notices(bool quiet, std::span<const std::string> notices) {
  if (quiet) return;
  for (const std::string& notice : notices) fmt::print(stderr, "doodle: note: {}\n", notice);
}

void NoticePrinter::print(std::span<const std::string> notices) {
  for (const std::string& notice : notices)
    if (printed_.insert(notice).second) print_notices(quiet_, {&notice, 1});
}

void print_result(bool quiet, const std::string& output, const PaintResult& result, double seconds) {
  fmt::print("{}\n", output);
  if (quiet) return;
  fmt::print(stderr, "doodle: {}x{} in {:.1f} s{}\n", result.image.width, result.image.height, seconds,
             result.cancelled ? ", cut short" : "");
}

void write_sidecar(const PaintArguments& arguments, const Json& report) {
  if (!arguments.sidecar) return;
  write_text(sidecar_path(arguments), json_text(report) + "\n");
}

long long peak_memory() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<long long>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace doodle::cli
