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

using Parameters = std::map<std::string, std::string>;

std::string axes(Wrap wrap) {
  return std::string(wrap.x ? "x" : "") + (wrap.y ? "y" : "");
}

void describe_inputs(const Problem& problem, Parameters& text) {
  const PaintOptions& o = problem.options;
  if (o.samples.rotate != 0) text["rotate"] = fmt::format("{}", o.samples.rotate);
  if (o.samples.mirror.any()) text["mirror"] = axes(o.samples.mirror);
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
}

void describe_finish(const Problem& problem, Parameters& text) {
  const FinishOptions& finish = problem.options.finish;
  text["finish"] = finish.enabled ? "on" : "off";
  if (!finish.enabled) return;
  text["finish-phases"] = fmt::format("{}", finish.phases);
  text["finish-iterations"] = fmt::format("{}", finish.iterations);
  text["balance"] = fmt::format("{}", finish.balance);
  if (finish.coverage > 0) text["coverage"] = fmt::format("{}", finish.coverage);
  if (!problem.shares.empty()) text["shares"] = fmt::format("{:.4g}", fmt::join(problem.shares, ","));
}

}  // namespace

std::map<std::string, std::string> describe(const Problem& problem) {
  const PaintOptions& o = problem.options;
  Parameters text{
      {"version", version()},
      {"model", problem.network->name},
      {"model-hash", problem.network->hash},
      {"output-size", fmt::format("{}x{}", problem.result_size().width, problem.result_size().height)},
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
      {"seed", o.seed.kind},
      {"random-seed", fmt::format("{}", o.seed.random_seed)},
  };
  if (o.tile.any()) text["tile"] = axes(o.tile);
  describe_inputs(problem, text);
  describe_finish(problem, text);
  return text;
}

}  // namespace doodle
