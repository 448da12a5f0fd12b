#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/maps.h"
#include "files.h"
#include "map_files.h"
#include "names.h"
#include "report.h"

namespace doodle::cli {
namespace {

struct CheckArguments {
  std::string style, target, labels, mode = "automatic";
  bool json = false;
};

std::string colour_code(const Label& label) {
  const auto byte = [&](int i) { return static_cast<int>(label.colour[static_cast<std::size_t>(i)] + 0.5F); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(0), byte(1), byte(2));
}

void print_table(const MapReport& report) {
  fmt::print("{:<20} {:<8} {:>7} {:>7}  {}\n", "label", "colour", "style", "target", "in its place");
  for (const LabelUse& use : report.labels) {
    fmt::print("{:<20} {:<8} {:>6.1f}% {:>6.1f}%  {}\n", use.label.name, colour_code(use.label),
               use.style_share * 100, use.target_share * 100, use.substitute);
  }
}

void print_json(const MapReport& report) {
  Json labels = Json::array();
  for (const LabelUse& use : report.labels) {
    labels.push_back({{"name", use.label.name},
                      {"colour", colour_code(use.label)},
                      {"style_share", use.style_share},
                      {"target_share", use.target_share},
                      {"substitute", use.substitute}});
  }
  fmt::print("{}\n", json_text(Json{{"labels", labels}, {"notices", report.notices}}));
}

int run_check(const CheckArguments& arguments) {
  MapOptions options;
  options.mode = parse_map_mode(arguments.mode);
  if (!arguments.labels.empty()) options.names = read_label_file(arguments.labels);
  const MapReport report = check_maps({load_image(arguments.style)}, load_image(arguments.target), options);
  print_notices(false, report.notices);
  arguments.json ? print_json(report) : print_table(report);
  return 0;
}

struct AutoArguments {
  std::string image, output;
  int labels = 6;
};

int run_auto(const AutoArguments& arguments) {
  if (arguments.labels < 2 || arguments.labels > 16) {
    throw UsageError(fmt::format("-n is {}; it must lie between 2 and 16", arguments.labels));
  }
  const std::string output =
      arguments.output.empty() ? map_name(arguments.image, "_sem.png") : arguments.output;
  if (arguments.output.empty() && std::filesystem::exists(output)) {
    throw UsageError(fmt::format("{} exists already, and may be painted by hand; say -o {} to replace it",
                                 output, output));
  }
  check_output(output);
  save_image(output, propose_map(load_image(arguments.image), arguments.labels));
  fmt::print("{}\n", output);
  return 0;
}

}  // namespace

void add_map(CLI::App& app, Action& action) {
  CLI::App* map = app.add_subcommand("map", "Check semantic maps, or propose one");
  map->require_subcommand(1);

  CLI::App* check = map->add_subcommand("check", "List the labels of two maps and what either lacks");
  const auto checked = std::make_shared<CheckArguments>();
  check->add_option("style-map", checked->style, "Map of the style")->required()->type_name("STYLE_MAP");
  check->add_option("target-map", checked->target, "Map of what to paint")
      ->required()
      ->type_name("TARGET_MAP");
  check->add_option("--labels", checked->labels, "A labels.toml that names the colours")->type_name("FILE");
  check->add_option("--semantic-mode", checked->mode, "automatic, labels, guide or colour")
      ->capture_default_str();
  check->add_flag("--json", checked->json, "Print one JSON object");
  check->callback([checked, &action] { action = [checked] { return run_check(*checked); }; });

  CLI::App* propose = map->add_subcommand("auto", "Propose a map for a picture by clustering it");
  const auto proposed = std::make_shared<AutoArguments>();
  propose->add_option("image", proposed->image, "The picture")->required()->type_name("IMAGE");
  propose->add_option("-n,--count", proposed->labels, "How many labels; 2..16")->capture_default_str();
  propose
      ->add_option("-o,--output", proposed->output,
                   "The map to write; by default NAME_sem.png beside the picture")
      ->type_name("FILE");
  propose->callback([proposed, &action] { action = [proposed] { return run_auto(*proposed); }; });
}

}  // namespace doodle::cli
