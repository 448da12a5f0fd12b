#include "style/style_parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace doodle {

std::map<std::string, std::string> describe(const StyleProblem& problem) {
  const StyleOptions& o = problem.options;
  std::map<std::string, std::string> text{
      {"version", version()},
      {"model", problem.network->name},
      {"model-hash", problem.network->hash},
      {"pooling", o.network.pooling},
      {"padding", o.network.padding},
      {"output-size", fmt::format("{}x{}", problem.size.width, problem.size.height)},
      {"loss", o.loss.kind},
      {"style-weight", fmt::format("{}", o.loss.style_weight)},
      {"content-weight", fmt::format("{}", o.loss.content_weight)},
      {"patch-weight", fmt::format("{}", o.loss.patch_weight)},
      {"smoothness", fmt::format("{}", o.loss.smoothness)},
      {"style-layers", fmt::format("{}", fmt::join(o.loss.style_layers, ","))},
      {"content-layers", fmt::format("{}", fmt::join(o.loss.content_layers, ","))},
      {"layer-scale", o.loss.layer_scale},
      {"phases", fmt::format("{}", o.schedule.phases)},
      {"iterations", fmt::format("{}", o.schedule.iterations)},
      {"style-scale", fmt::format("{}", o.schedule.style_scale)},
      {"optimiser", o.schedule.optimiser},
      {"colours", o.colours},
      {"seed", o.seed.kind},
      {"random-seed", fmt::format("{}", o.seed.random_seed)},
  };
  if (o.loss.patch_weight > 0) text["patch-layers"] = fmt::format("{}", fmt::join(o.loss.patch_layers, ","));
  if (problem.styles.size() > 1)
    text["style-shares"] = fmt::format("{:.3g}", fmt::join(problem.weights, ","));
  return text;
}

}  // namespace doodle
