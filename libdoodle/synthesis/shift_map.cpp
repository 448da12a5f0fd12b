#include "synthesis/shift_map.h"

#include <algorithm>
#include <cmath>

#include "image/fill.h"
#include "image/pyramid.h"
#include "image/torus.h"
#include "synthesis/offsets.h"
#include "synthesis/shift_choice.h"
#include "synthesis/surroundings.h"

namespace doodle {
namespace {

/// Steps to choose from, and how many of them are the most frequent, wherever they lead.
constexpr std::size_t kSteps = 80, kFrequent = 40;
/// Of the others, those are taken that lead clear pixels to known ones of which fewer than this do.
constexpr int kEnough = 12;
/// Clear pixels among which steps are chosen, at most.
constexpr double kChoicePixels = 5000;

/// Steps sideways, from half to all of what the holes measure: what a horizon or a shore goes on by, however
/// rarely.
std::vector<Step> sideways(const Bounds& holes) {
  std::vector<Step> steps;
  for (const int quarters : {4, 3, 2}) {
    const int across = (holes.right - holes.left + 1) * quarters / 4 + 1;
    steps.insert(steps.end(), {{0, across}, {0, -across}});
  }
  return steps;
}

/// The most frequent steps, those sideways, and the most frequent of those that reach what these leave.
std::vector<Step> useful(const Image& picture, std::vector<Step> frequent) {
  std::vector<std::size_t> clear;
  Bounds holes;
  for (std::size_t p = 0; p < picture.alpha.size(); ++p) {
    if (!is_clear(picture, p)) continue;
    clear.push_back(p);
    holes.add(static_cast<int>(p) / picture.width, static_cast<int>(p) % picture.width);
  }
  const std::vector<Step> straight = sideways(holes);
  frequent.insert(frequent.begin() + std::min<std::ptrdiff_t>(std::ssize(frequent), kFrequent),
                  straight.begin(), straight.end());
  std::vector<int> reached(picture.alpha.size(), 0);
  std::vector<Step> steps;
  for (const Step& step : frequent) {
    if (steps.size() == kSteps) break;
    std::vector<std::size_t> found;
    bool needed = steps.size() < kFrequent + straight.size();
    for (const std::size_t p : clear) {
      const int y = static_cast<int>(p) / picture.width + step.y,
                x = static_cast<int>(p) % picture.width + step.x;
      if (y < 0 || x < 0 || y >= picture.height || x >= picture.width ||
          is_clear(picture, pixel_at(picture, y, x)))
        continue;
      found.push_back(p);
      needed = needed || reached[p] < kEnough;
    }
    if (!needed || found.empty()) continue;
    for (const std::size_t p : found) ++reached[p];
    steps.push_back(step);
  }
  return steps;
}

/// The steps, chosen by pixels of `small`, in pixels of a picture that is 1 / scale times as large; made
/// exact where they are used.
std::vector<Step> exact(const std::vector<Step>& steps, const Image& small, const std::vector<int>& chosen,
                        double scale, const Image& picture) {
  std::vector<Bounds> used(steps.size());
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x)
      if (const int a = chosen[pixel_at(small, y, x)]; a >= 0)
        used[static_cast<std::size_t>(a)].add(static_cast<int>(y / scale), static_cast<int>(x / scale));
  const int reach = scale < 1 ? static_cast<int>(std::ceil(0.5 / scale)) : 0;
  std::vector<Step> result;
  for (std::size_t a = 0; a < steps.size(); ++a) {
    const Step step{static_cast<int>(std::lround(steps[a].y / scale)),
                    static_cast<int>(std::lround(steps[a].x / scale))};
    const Bounds& box = used[a];
    const int more = std::max(static_cast<int>(4 / scale), box.longer() / 3);
    result.push_back(box.bottom < 0 ? step
                                    : refined(picture, step, reach, box.widened(more, picture.size())));
  }
  return result;
}

/// Which step each clear pixel of a picture takes; {0, 0} where it is known.
std::optional<std::vector<Step>> shifts(const Image& picture) {
  const auto clear = static_cast<double>(
      std::count_if(picture.alpha.begin(), picture.alpha.end(), [](float a) { return a <= kKnown; }));
  const double scale = std::min(1.0, std::sqrt(kChoicePixels / clear));
  const Image small = resize(picture, scaled_size(picture.size(), scale), Filter::area);
  std::vector<Step> steps = useful(small, frequent_offsets(small));
  for (Step& step : steps) step = refined(small, step, 2, {0, 0, small.height, small.width});
  const std::optional<std::vector<int>> chosen = choose_shifts(small, steps);
  if (!chosen) return std::nullopt;
  steps = exact(steps, small, *chosen, scale, picture);
  std::vector<Step> result(picture.alpha.size());
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const int a =
          (*chosen)[pixel_at(small, y * small.height / picture.height, x * small.width / picture.width)];
      const std::size_t p = pixel_at(picture, y, x);
      if (is_clear(picture, p) && a >= 0) result[p] = steps[static_cast<std::size_t>(a)];
    }
  return result;
}

}  // namespace

std::optional<Completed> completed_by_shifts(const Image& picture) {
  const Area area = surroundings(picture);
  const std::optional<std::vector<Step>> steps =
      shifts(cropped(picture, area.x, area.y, {area.width, area.height}));
  if (!steps) return std::nullopt;
  Completed result{filled(picture), {picture.size(), {}, {}, {}}};
  result.field.style.assign(picture.alpha.size(), 0);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const int v = y - area.y, u = x - area.x;
      const bool inside = v >= 0 && u >= 0 && v < area.height && u < area.width;
      const Step step = inside ? (*steps)[static_cast<std::size_t>(v) * area.width + u] : Step{};
      const int row = std::clamp(y + step.y, 0, picture.height - 1),
                column = std::clamp(x + step.x, 0, picture.width - 1);
      result.field.row.push_back(row);
      result.field.column.push_back(column);
      if (!is_clear(picture, pixel_at(picture, row, column)))
        std::copy_n(picture.at(row, column), 3, result.image.at(y, x));
    }
  return result;
}

}  // namespace doodle
