#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "doodle/error.h"
#include "names.h"
#include "style_options.h"

namespace doodle::cli {
namespace {

/// The whole of `text` as a number.
bool parse_number(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

/// `relu4_2` as `4_2`.
void strip_prefix(std::vector<std::string>& layers) {
  for (std::string& layer : layers)
    if (layer.starts_with("relu")) layer.erase(0, 4);
}

/// `2/1` as two weights: style to content, in the Deep Forger's way of saying it.
void apply_ratio(const std::string& text, StyleLossOptions& loss) {
  if (text.empty()) return;
  const std::size_t slash = text.find('/');
  double style = 0, content = 0;
  const bool good =
      slash != std::string::npos && parse_number(std::string_view(text).substr(0, slash), style) &&
      parse_number(std::string_view(text).substr(slash + 1), content) && style > 0 && content > 0;
  if (!good) throw UsageError(fmt::format("ratio is '{}'; write STYLE/CONTENT, such as 2/1", text));
  const StyleLossOptions usual;
  loss.style_weight = usual.style_weight;
  loss.content_weight = usual.content_weight * content / style;
}

/// What to start from. neural-style's `-seed 5` is a number, and its -1 any.
void apply_seed(const std::string& text, SeedOptions& seed) {
  std::error_code ignored;
  double number = 0;
  if (parse_number(text, number) && !std::filesystem::exists(text, ignored)) {
    if (number >= 0) seed.random_seed = static_cast<std::uint64_t>(number);
  } else if (text == "random") {
    seed.kind = "noise";
  } else if (text == "image") {
    seed.kind = "content";  // neural-style's word for it
  } else {
    seed.kind = text == "auto" || text == "noise" || text == "content" ? text : "image";
  }
}

void check_files(const StyleArguments& arguments) {
  if (arguments.styles.empty()) throw UsageError("--style is missing; name a painting whose manner to take");
  if (arguments.content.empty()) throw UsageError("--content is missing; name the picture to paint");
  if (arguments.output.empty()) throw UsageError("--output is empty; name the picture to write");
  if (!arguments.shares.empty() && arguments.shares.size() != arguments.styles.size())
    throw UsageError(fmt::format("{} of --style but {} blend weights; give each style one",
                                 arguments.styles.size(), arguments.shares.size()));
  if (!arguments.style_maps.empty() && arguments.style_maps.size() != arguments.styles.size())
    throw UsageError(
        fmt::format("{} of --style but {} of --style-map; give each style its map, in the same order",
                    arguments.styles.size(), arguments.style_maps.size()));
  const std::filesystem::path film = arguments.film, ending = film.extension();
  std::error_code ignored;
  if (!ending.empty() && ending != ".mp4" && ending != ".gif" &&
      !std::filesystem::is_directory(film, ignored))
    throw UsageError(
        fmt::format("film is '{}'; name a file in .mp4 or .gif, or a folder for its frames", arguments.film));
  if (arguments.image_size < 0 || arguments.image_size > 30000)
    throw UsageError(fmt::format("image-size is {}; it must lie between 0 and 30000", arguments.image_size));
}

}  // namespace

std::pair<std::string, double> parse_style(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  double weight = 1;
  std::error_code ignored;
  if (colon == std::string::npos || std::filesystem::exists(text, ignored) ||
      !parse_number(std::string_view(text).substr(colon + 1), weight))
    return {text, 1};
  return {text.substr(0, colon), weight};
}

const std::string& seed_file(const StyleArguments& arguments) {
  return arguments.init.empty() ? arguments.seed : arguments.init;
}

StyleOptions resolve(const StyleArguments& arguments) {
  check_files(arguments);
  StyleOptions options = arguments.options;
  if (!arguments.output_size.empty()) options.output_size = parse_size(arguments.output_size);
  if (!arguments.memory.empty()) options.memory_gib = parse_memory(arguments.memory);
  if (arguments.original_colours != 0) options.colours = "luminance";
  apply_ratio(arguments.ratio, options.loss);
  for (auto* layers : {&options.loss.style_layers, &options.loss.content_layers, &options.loss.patch_layers})
    strip_prefix(*layers);
  if (options.network.pooling == "avg") options.network.pooling = "average";
  options.run.device = device_name(options.run.device);
  options.maps.mode = parse_map_mode(arguments.map_mode);
  apply_seed(arguments.seed, options.seed);
  if (!arguments.init.empty()) apply_seed(arguments.init, options.seed);
  check_options(options);
  return options;
}

}  // namespace doodle::cli
