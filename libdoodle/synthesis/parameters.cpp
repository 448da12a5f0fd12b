#include "synthesis/parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace doodle {
namespace {

std::string mode_name(MapMode mode) {
  switch (mode) {
    case MapMode::automatic:
      return "auto";
    case MapMode::labels:
      return "labels";
    case MapMode::guide:
      return "guide";
    case MapMode::colour:
      return "colour";
  }
  return "";
}

}  // namespace

std::map<std::string, std::string> describe(const Problem& problem) {
  const PaintOptions& o = problem.options;
  std::map<std::string, std::string> text{
      {"version", version()},
      {"model", problem.network->name},
      {"model-hash", problem.network->hash},
      {"output-size", fmt::format("{}x{}", problem.size.width, problem.size.height)},
      {"phases", fmt::format("{}", o.pyramid.phases)},
      {"neural-phases", fmt::format("{}", o.pyramid.neural_phases)},
      {"style-scale", fmt::format("{}", o.pyramid.style_scale)},
      {"style-layers", fmt::format("{}", fmt::join(o.match.layers, ","))},
      {"vote-layer", o.match.vote_layer},
      {"match", o.match.search},
      {"variety", fmt::format("{}", o.match.variety)},
      {"votes", fmt::format("{}", o.refine.votes)},
      {"iterations", fmt::format("{}", o.refine.iterations)},
      {"style-weight", fmt::format("{}", o.refine.style_weight)},
      {"smoothness", fmt::format("{}", o.refine.smoothness)},
      {"optimiser", o.refine.optimiser},
      {"finish", o.finish.enabled ? "on" : "off"},
      {"seed", o.seed.kind},
      {"random-seed", fmt::format("{}", o.seed.random_seed)},
  };
  if (o.tile.any()) text["tile"] = std::string(o.tile.x ? "x" : "") + (o.tile.y ? "y" : "");
  if (o.samples.rotate != 0) text["rotate"] = fmt::format("{}", o.samples.rotate);
  if (o.samples.mirror.any())
    text["mirror"] = std::string(o.samples.mirror.x ? "x" : "") + (o.samples.mirror.y ? "y" : "");
  if (o.samples.wrap) text["style-tiles"] = "true";
  if (problem.has_maps()) {
    text["semantic-mode"] = mode_name(problem.maps.mode);
    text["semantic-weight"] = fmt::format("{}", o.match.semantic_weight);
  }
  if (problem.guides > 0) text["guides"] = fmt::format("{}", problem.guides);
  if (problem.content) {
    text["content-weight"] = fmt::format("{}", o.refine.content_weight);
    text["content-layers"] = fmt::format("{}", fmt::join(o.refine.content_layers, ","));
  }
  if (o.finish.enabled) {
    text["finish-phases"] = fmt::format("{}", o.finish.phases);
    text["finish-iterations"] = fmt::format("{}", o.finish.iterations);
    text["balance"] = fmt::format("{}", o.finish.balance);
    if (o.finish.coverage > 0) text["coverage"] = fmt::format("{}", o.finish.coverage);
    if (!problem.shares.empty()) text["shares"] = fmt::format("{:.4g}", fmt::join(problem.shares, ","));
  }
  return text;
}

}  // namespace doodle
