#include "inputs.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "doodle/error.h"
#include "files.h"

namespace doodle::cli {
namespace {

/// The picture to start from, when --seed names one.
Image load_seed(const PaintArguments& arguments) {
  const bool previous = arguments.seed == "previous";
  const std::string& path = previous ? arguments.output : arguments.seed;
  if (!exists(path)) {
    throw BadInput(
        previous ? fmt::format("{}: does not exist, so --seed previous has nothing to start from", path)
                 : fmt::format("{}: no such file; --seed takes noise, content, previous or a file", path));
  }
  return load_image(path);
}

Style load_style(const PaintArguments& arguments, const MapFiles& maps, std::size_t index) {
  Style style{load_image(arguments.styles[index]), std::nullopt};
  if (!arguments.weights.empty()) style.weight = arguments.weights[index];
  if (!arguments.style_masks.empty()) style.mask = load_image(arguments.style_masks[index]);
  if (maps.target.empty()) return style;
  const std::string& map = maps.styles[index];
  if (arguments.style_maps.empty() && !exists(map)) {
    throw BadInput(
        fmt::format("{}: no such file, but the target map {} needs a map of {}; paint one, or name it with "
                    "--style-map",
                    map, maps.target, arguments.styles[index]));
  }
  style.map = load_image(map);
  return style;
}

/// `FILE` or `FILE:WEIGHT`; a colon that no number follows belongs to the name.
std::pair<std::string, double> parse_guide_target(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  double weight = 1;
  if (colon == std::string::npos || colon == 0) return {text, weight};
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(begin, end, weight);
  if (read.ec != std::errc{} || read.ptr != end) return {text, 1};
  return {text.substr(0, colon), weight};
}

void load_guides(const PaintArguments& arguments, PaintRequest& request) {
  const std::size_t files = arguments.styles.size() + 1;
  for (std::size_t first = 0; first < arguments.guides.size(); first += files) {
    Guide guide;
    for (std::size_t i = 0; i + 1 < files; ++i)
      guide.styles.push_back(load_image(arguments.guides[first + i]));
    const auto [file, weight] = parse_guide_target(arguments.guides[first + files - 1]);
    guide.target = load_image(file);
    guide.weight = weight;
    request.guides.push_back(std::move(guide));
  }
}

}  // namespace

PaintRequest load_request(const PaintArguments& arguments, const MapFiles& maps, PaintOptions options) {
  PaintRequest request;
  for (std::size_t i = 0; i < arguments.styles.size(); ++i) {
    request.styles.push_back(load_style(arguments, maps, i));
  }
  if (!maps.target.empty()) request.target_map = load_image(maps.target);
  load_guides(arguments, request);
  if (!arguments.content.empty()) request.content = load_image(arguments.content);
  if (!arguments.inpaint.empty()) request.inpaint = load_image(arguments.inpaint);
  if (!arguments.mask.empty()) request.inpaint_mask = load_image(arguments.mask);
  if (options.seed.kind == "image") request.seed = load_seed(arguments);
  if (!arguments.labels.empty()) options.maps.names = read_label_file(arguments.labels);
  request.options = std::move(options);
  return request;
}

}  // namespace doodle::cli
