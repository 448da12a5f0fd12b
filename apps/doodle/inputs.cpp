#include "inputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "doodle/error.h"

namespace doodle::cli {
namespace {

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

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

}  // namespace

PaintRequest load_request(const PaintArguments& arguments, const MapFiles& maps, PaintOptions options) {
  PaintRequest request;
  for (std::size_t i = 0; i < arguments.styles.size(); ++i) {
    request.styles.push_back(load_style(arguments, maps, i));
  }
  if (!maps.target.empty()) request.target_map = load_image(maps.target);
  if (!arguments.content.empty()) request.content = load_image(arguments.content);
  if (!arguments.inpaint.empty()) request.inpaint = load_image(arguments.inpaint);
  if (!arguments.mask.empty()) request.inpaint_mask = load_image(arguments.mask);
  if (options.seed.kind == "image") request.seed = load_seed(arguments);
  if (!arguments.labels.empty()) options.maps.names = read_label_file(arguments.labels);
  request.options = std::move(options);
  return request;
}

}  // namespace doodle::cli
