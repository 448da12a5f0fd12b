#include "synthesis/memory_plan.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/memory_budget.h"
#include "features/network_memory.h"
#include "kernels/pixel_patch.h"
#include "synthesis/neural_memory.h"
#include "synthesis/phases.h"

namespace doodle {
namespace {

/// The program and its libraries with a small picture, as measured (docs/performance.md).
constexpr double kProgram = 175e6;
/// What the allocator takes and keeps beyond what is asked of it.
constexpr double kAllocator = 1.1;

double area(Size size) {
  return static_cast<double>(size.width) * size.height;
}

/// Positions of everything that a phase works on, and the channels of its maps.
struct Extents {
  double picture, wide;  ///< the picture's pixels, and with what is repeated around it where it wraps
  double styles, atlas;
  double before;  ///< of the finished phase before; 0: there is none
  double maps;    ///< channels; 0 without
  double guides;  ///< the same in whole blocks
};

Extents measure(const Problem& problem, int phase) {
  const Size size = picture_size(problem, phase);
  const Wrap wrap = problem.options.tile;
  Extents e{};
  e.picture = area(size);
  e.wide =
      area({size.width + (wrap.x ? 2 * kPixelRadius : 0), size.height + (wrap.y ? 2 * kPixelRadius : 0)});
  Size atlas;
  for (const Size style : style_sizes(problem, phase)) {
    e.styles += area(style);
    atlas = {std::max(atlas.width, style.width), atlas.height + style.height};
  }
  e.atlas = area(atlas);
  if (phase > 0 && is_finished(problem, phase - 1)) e.before = area(picture_size(problem, phase - 1));
  e.maps = problem.has_maps() ? problem.maps.target.channels : 0;
  e.guides = std::ceil(e.maps / kGuideBlock) * kGuideBlock;
  return e;
}

/// The inputs at a phase's scale.
double input_floats(const Problem& problem, const Extents& e) {
  return (3 + e.maps) * e.styles + e.maps * e.picture + (problem.content ? 3 * e.picture : 0);
}

/// Starting fields: from the phase before, and from the votes of this one.
double start_floats(const Problem& problem, int phase, const Extents& e) {
  return 3 * e.picture * ((e.before > 0 ? 1 : 0) + (is_neural(problem, phase) ? 1 : 0));
}

/// The search's arrays are made one after the other: of the styles, of the target, in the search's own form.
double finish_floats(const Problem& problem, int phase, const Extents& e) {
  const double style = (4 + e.maps) * e.atlas;  // pixels, guide, region
  const double making_style = input_floats(problem, e) + 2 * style;
  const double making_target = style + (2 + 2 * e.maps) * e.wide;
  const double making_search = style + (e.guides + 8) * e.atlas + (1 + e.maps + e.guides) * e.wide;
  const double fields = 3 * e.wide + (problem.options.tile.any() ? 3 * e.wide : 0);
  const double seams = phase + 1 == problem.options.pyramid.phases ? 9 * e.wide : 0;  // melted at the end
  const double searching = (e.guides + 9) * e.atlas + (e.guides + 8) * e.wide + std::max(fields, seams);
  return start_floats(problem, phase, e) + std::max({making_style, making_target, making_search, searching});
}

/// What is known of the picture in a phase, and the copy into which it is put back.
double known_floats(const Problem& problem, const Extents& e) {
  return problem.canvas ? 7 * e.picture : 0;
}

double phase_floats(const Problem& problem, int phase) {
  const Extents e = measure(problem, phase);
  double most = input_floats(problem, e) + 6 * e.picture;  // the picture before and after it is enlarged
  if (is_neural(problem, phase))
    most = std::max(
        most, input_floats(problem, e) + start_floats(problem, phase, e) + neural_floats(problem, phase));
  if (is_finished(problem, phase)) most = std::max(most, finish_floats(problem, phase, e));
  return most + 3 * e.picture + 3 * e.before + known_floats(problem, e);
}

/// The request's images and the problem's.
double request_floats(const Problem& problem) {
  double floats = 0;
  const double maps = problem.has_maps() ? 3.0 + problem.maps.target.channels : 0;
  for (const Image& style : problem.styles) floats += (6 + maps) * area(style.size());
  for (const auto* image : {&problem.content, &problem.seed})
    if (*image) floats += 6 * area((*image)->size());
  if (problem.picture)  // as given, twice, with alpha; its mask; and on the canvas
    floats += 11 * area(problem.picture->size()) + 4 * area(problem.size);
  return floats + maps * area({problem.maps.target.width, problem.maps.target.height});
}

/// While one image is read or brought into another form: copies of it.
double reading_floats(const Problem& problem) {
  double most = 0;
  for (const Image& style : problem.styles) most = std::max(most, area(style.size()));
  for (const auto* image : {&problem.content, &problem.seed})
    if (*image) most = std::max(most, area((*image)->size()));
  return 6 * most;
}

}  // namespace

std::size_t planned_memory(const Problem& problem, bool on_host) {
  // The picture, the field, the source map, the canvas where there is one, and what is written to the file.
  double most = std::max((problem.canvas ? 19 : 15) * area(problem.result_size()), reading_floats(problem));
  const int phases = on_host ? problem.options.pyramid.phases : 0;
  for (int phase = 0; phase < phases; ++phase) most = std::max(most, phase_floats(problem, phase));
  const double floats = request_floats(problem) + weight_floats(*problem.network) + most;
  return static_cast<std::size_t>(kProgram + kAllocator * sizeof(float) * floats);
}

void require_memory(const PaintOptions& options, Size size, std::size_t bytes) {
  constexpr std::size_t mib = std::size_t{1} << 20;
  const std::size_t budget = memory_budget(options.memory_gib);
  require<OutOfMemory>(
      bytes <= budget,
      "{}x{} needs {} MiB of memory and {} are allowed; give --memory {}M, or take a smaller "
      "--output-size or --style-scale",
      size.width, size.height, (bytes + mib - 1) / mib, budget / mib, (bytes + mib - 1) / mib);
}

}  // namespace doodle
