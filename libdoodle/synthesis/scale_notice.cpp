#include "synthesis/scale_notice.h"

#include <fmt/format.h>

#include <algorithm>

namespace doodle {
namespace {

int longer(Size size) {
  return std::max(size.width, size.height);
}

Size largest_style(const Problem& problem) {
  const auto by_side = [](const Image& a, const Image& b) { return longer(a.size()) < longer(b.size()); };
  return std::max_element(problem.styles.begin(), problem.styles.end(), by_side)->size();
}

}  // namespace

std::optional<std::string> scale_notice(const Problem& problem) {
  // A guide says itself what is where, and a larger texture is there to repeat its photo. A smaller one often
  // is to show a part of it.
  const bool texture = problem.is_texture(), laid_out = problem.content || problem.has_labels();
  if (problem.canvas || problem.options.pyramid.style_scale != 1 || !(texture || laid_out)) return {};
  const Size size = problem.size, style = largest_style(problem);
  if (laid_out && longer(size) > 2 * longer(style))
    return fmt::format(
        "the picture is {}x{} and its largest style {}x{}, which will repeat; --style-scale 2 makes what it "
        "shows larger, and softer",
        size.width, size.height, style.width, style.height);
  if (longer(style) <= (texture ? 4 : 2) * longer(size)) return {};
  return fmt::format(
      "the picture is {}x{} and its largest style {}x{}, of which it will show a part at most; --style-scale "
      "{:.2g} makes what it shows small enough",
      size.width, size.height, style.width, style.height,
      std::max(1.0 / 16, static_cast<double>(longer(size)) / longer(style)));
}

}  // namespace doodle
