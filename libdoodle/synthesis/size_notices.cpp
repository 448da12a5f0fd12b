#include "synthesis/size_notices.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace doodle {
namespace {

int longer(Size size) {
  return std::max(size.width, size.height);
}

Size largest_style(const Problem& problem) {
  const auto by_side = [](const Image& a, const Image& b) { return longer(a.size()) < longer(b.size()); };
  return std::max_element(problem.styles.begin(), problem.styles.end(), by_side)->size();
}

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

}  // namespace

void note_stretch(const std::string& what, Size given, Size result, std::vector<std::string>& notices) {
  constexpr double kFew = 0.03;
  const double across = static_cast<double>(result.width) / given.width,
               down = static_cast<double>(result.height) / given.height;
  if (std::max(across, down) <= (1 + kFew) * std::min(across, down)) return;
  notices.push_back(fmt::format("the {} is {}x{} and the picture {}x{}: the {} is stretched", what,
                                given.width, given.height, result.width, result.height,
                                what.substr(what.rfind(' ') + 1)));
}

void note_sizes(const PaintRequest& request, Problem& problem) {
  if (request.content) note_stretch("content", request.content->size(), problem.size, problem.notices);
  if (request.target_map)
    note_stretch("target map", request.target_map->size(), problem.size, problem.notices);
  for (const Guide& guide : request.guides)
    note_stretch("target of a guide", guide.target.size(), problem.size, problem.notices);
  if (const auto notice = scale_notice(problem)) problem.notices.push_back(*notice);
}

}  // namespace doodle
