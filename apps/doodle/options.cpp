#include "options.h"

#include <fmt/format.h>

#include <filesystem>

#include "doodle/error.h"
#include "doodle/variations.h"
#include "names.h"
#include "style_options.h"

namespace doodle::cli {
namespace {

/// The text that the help shows as the default.
std::string default_text(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  return fmt::format("{}", fmt::join(value.get<std::vector<std::string>>(), ","));
}

/// Sets where the first phase starts from; which file that is, is the caller's to load.
void apply_seed(const PaintArguments& arguments, PaintOptions& options) {
  const std::string& seed = arguments.seed;
  options.seed.kind = seed == "auto" || seed == "noise" || seed == "content" ? seed : "image";
  if (seed == "content" && arguments.content.empty()) {
    throw UsageError("--seed content needs --content FILE");
  }
}

void check_arguments(const PaintArguments& arguments) {
  if (arguments.styles.empty() && arguments.inpaint.empty() && arguments.task != Task::upscale &&
      arguments.task != Task::world) {
    throw UsageError(arguments.task == Task::texture
                         ? "no photo given; name one, as in `doodle texture grass.jpg`"
                         : "--style is missing; name the picture whose look to take, as in "
                           "`doodle paint --style Monet.jpg`");
  }
  if (!arguments.mask.empty() && arguments.inpaint.empty())
    throw UsageError("--mask says where to paint into a picture; name that with --inpaint");
  if (!arguments.save_map.empty() && !arguments.save_map.ends_with(".exr"))
    throw UsageError(fmt::format("--save-map {}: source maps are OpenEXR files; end its name in .exr",
                                 arguments.save_map));
  if (arguments.output.empty()) throw UsageError("--output is empty; name the picture to write");
  if (arguments.variations < 1 || arguments.variations > kMostVariations)
    throw UsageError(
        fmt::format("variations is {}; it must lie between 1 and {}", arguments.variations, kMostVariations));
  if (arguments.borders != "shared" && arguments.borders != "separate")
    throw UsageError(fmt::format("borders is '{}'; choose one of shared, separate", arguments.borders));
  for (const auto& [name, value] :
       {std::pair{"print-every", arguments.print_every}, std::pair{"save-every", arguments.save_every}}) {
    if (value < 0 || value > 10000) {
      throw UsageError(fmt::format("{} is {}; it must lie between 0 and 10000", name, value));
    }
  }
  if (!arguments.style_maps.empty() && arguments.style_maps.size() != arguments.styles.size()) {
    throw UsageError(
        fmt::format("{} of --style but {} of --style-map; give each style its map, in the same order",
                    arguments.styles.size(), arguments.style_maps.size()));
  }
  if (arguments.guides.size() % (arguments.styles.size() + 1) != 0) {
    throw UsageError(
        fmt::format("--guide takes {} files here, one for each style and then the target's; there are {}",
                    arguments.styles.size() + 1, arguments.guides.size()));
  }
  if (!arguments.style_masks.empty() && arguments.style_masks.size() != arguments.styles.size()) {
    throw UsageError(
        fmt::format("{} styles but {} of --style-mask; give each style its mask, in the same order (a white "
                    "one: all of it)",
                    arguments.styles.size(), arguments.style_masks.size()));
  }
}

}  // namespace

CLI::Option* OptionGroup::describe(CLI::Option* option,
                                   std::function<nlohmann::ordered_json(const PaintOptions&)> show,
                                   const std::string& help) {
  const auto value = show(PaintOptions{});
  if (!value.is_boolean()) option->default_str(default_text(value));
  arguments_.fields.push_back({option->get_single_name(), std::move(show)});
  return option->description(help)->group(title_);
}

CLI::Option* OptionGroup::add_text(const std::string& name,
                                   std::function<void(PaintOptions&, const std::string&)> apply,
                                   std::function<std::string(const PaintOptions&)> show,
                                   const std::string& help) {
  PaintArguments& arguments = arguments_;
  CLI::Option* option = command_.add_option_function<std::string>(
      name, [&arguments, apply = std::move(apply)](const std::string& text) {
        arguments.changes.push_back([apply, text](PaintOptions& options) { apply(options, text); });
      });
  return describe(
      option, [show = std::move(show)](const PaintOptions& options) { return show(options); }, help);
}

void split_weights(PaintArguments& arguments) {
  double sum = 0;
  for (std::string& style : arguments.styles) {
    const auto [path, weight] = parse_style(style);
    if (weight < 0 || weight > 1e6)
      throw UsageError(fmt::format("weight of {} is {}; it must lie between 0 and 1e6", path, weight));
    sum += weight;
    arguments.weights.push_back(weight);
    if (path == style) continue;
    arguments.weighted = true;
    style = path;
  }
  if (!arguments.weighted) arguments.weights.clear();
  if (arguments.weighted && sum == 0) throw UsageError("all styles have the weight 0; give one of them more");
}

PaintOptions resolve(const PaintArguments& arguments) {
  check_arguments(arguments);
  PaintOptions options = preset(parse_quality(arguments.quality));
  if (arguments.no_neural) {
    options.refine.votes = 0;
    options.refine.iterations = 0;
  }
  for (const auto& change : arguments.changes) change(options);
  apply_seed(arguments, options);
  check_options(options);
  return options;
}

}  // namespace doodle::cli
