#include "synthesis/forms.h"

#include <cmath>
#include <utility>

#include "image/torus.h"

namespace doodle {
namespace {

/// Pixels by which a style that wraps is continued on each side: enough for a patch across them in the first
/// phase.
int margin_of(const Problem& problem) {
  constexpr double kFirstMargin = 4;
  if (!problem.options.samples.wrap) return 0;
  const PyramidOptions& pyramid = problem.options.pyramid;
  return static_cast<int>(std::ceil(std::ldexp(kFirstMargin, pyramid.phases - 1) / pyramid.style_scale));
}

/// A map's values as an image's, to be handled like these.
template <class Change>
SemanticMap changed(const SemanticMap& map, const Change& change) {
  SemanticMap result{0, 0, map.channels, {}};
  Image plane = make_image(map.width, map.height, 1);
  for (int c = 0; c < map.channels; ++c) {
    const auto channels = static_cast<std::size_t>(map.channels), at = static_cast<std::size_t>(c);
    for (std::size_t p = 0; p < plane.pixels.size(); ++p) plane.pixels[p] = map.values[p * channels + at];
    const Image out = change(plane);
    result.width = out.width;
    result.height = out.height;
    result.values.resize(out.pixels.size() * channels);
    for (std::size_t p = 0; p < out.pixels.size(); ++p) result.values[p * channels + at] = out.pixels[p];
  }
  return result;
}

/// A place of a line from one of the line continued by `margin`, which goes on at its other end.
float inside(float at, int margin, int length) {
  const auto whole = static_cast<float>(length);
  const float place = at - static_cast<float>(margin);
  return place - whole * std::floor((place + 0.5f) / whole);
}

}  // namespace

void add_forms(Problem& problem) {
  const SampleOptions& samples = problem.options.samples;
  const std::vector<Turn> turns = turns_of(samples.rotate, samples.mirror);
  const std::vector<Image> given = std::exchange(problem.styles, {});
  const std::vector<SemanticMap> maps = std::exchange(problem.maps.styles, {});
  problem.style_margin = margin_of(problem);
  for (std::size_t i = 0; i < given.size(); ++i) {
    problem.given.push_back(given[i].size());
    for (const Turn turn : turns) {
      const auto form = [&](const Image& image) {
        return turned(
            problem.style_margin == 0 ? image : continued(image, problem.style_margin, problem.style_margin),
            turn);
      };
      problem.forms.push_back({static_cast<int>(i), turn});
      problem.styles.push_back(form(given[i]));
      if (!maps.empty()) problem.maps.styles.push_back(changed(maps[i], form));
    }
  }
}

void to_given_styles(const Problem& problem, SourceMap& sources) {
  for (std::size_t i = 0; i < sources.values.size(); i += 3) {
    if (sources.values[i + 2] < 0) continue;
    float &x = sources.values[i], &y = sources.values[i + 1];
    const StyleForm& form = problem.forms[static_cast<std::size_t>(sources.values[i + 2])];
    const Size given = problem.given[static_cast<std::size_t>(form.style)];
    const int margin = problem.style_margin;
    turn_back(form.turn, {given.width + 2 * margin, given.height + 2 * margin}, x, y);
    if (margin > 0) {
      x = inside(x, margin, given.width);
      y = inside(y, margin, given.height);
    }
    sources.values[i + 2] = source_style(form.style, form.turn.number());
  }
  sources.styles = problem.given;
}

}  // namespace doodle
