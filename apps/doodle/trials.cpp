#include "trials.h"

#include <fmt/format.h>

#include <cmath>

namespace doodle::cli {
namespace {

std::string cell(const Trial& trial, double Likeness::*figure) {
  if (trial.likeness.empty()) return "";
  const Spread of = spread(trial, figure);
  if (trial.likeness.size() == 1) return fmt::format("{:.2f}", of.mean);
  return fmt::format("{:.2f} ± {:.2f}", of.mean, of.deviation);
}

}  // namespace

Trials extreme_trials() {
  Trials all;
  const auto add = [&](const std::string& name, auto change) {
    Trial trial{name, {}, {}, {}};
    trial.network.model = "random";
    change(trial.network);
    all.trials.push_back(std::move(trial));
    return std::pair{all.trials.size() - 1, name};
  };
  TrialGroup activations{"activation and down-sampling", {}};
  for (const char* activation : {"elu", "relu", "leaky"}) {
    for (const char* down : {"strided", "average", "max"}) {
      activations.trials.push_back(add(fmt::format("{}, {}", activation, down), [&](NetworkOptions& network) {
        network.activation = activation;
        network.down_sampling = down;
      }));
    }
  }
  TrialGroup units{"units", {{0, "units 1"}}}, depth{"depth", {{0, "depth x1"}}},
      initialisation{"initialisation", {{0, "glorot"}}};
  units.trials.push_back(add("units 1/2", [](NetworkOptions& network) { network.units = 0.5; }));
  units.trials.push_back(add("units 1/4", [](NetworkOptions& network) { network.units = 0.25; }));
  depth.trials.push_back(add("depth x2", [](NetworkOptions& network) { network.depth = 2; }));
  depth.trials.push_back(add("depth x3", [](NetworkOptions& network) { network.depth = 3; }));
  initialisation.trials.push_back(
      add("orthogonal", [](NetworkOptions& network) { network.initialisation = "orthogonal"; }));
  all.groups = {activations, units, depth, initialisation};
  return all;
}

Spread spread(const Trial& trial, double Likeness::*figure) {
  const auto count = static_cast<double>(trial.likeness.size());
  if (count == 0) return {};
  double sum = 0, squares = 0;
  for (const Likeness& likeness : trial.likeness) sum += likeness.*figure;
  const double mean = sum / count;
  for (const Likeness& likeness : trial.likeness) squares += std::pow(likeness.*figure - mean, 2);
  return {mean, count > 1 ? std::sqrt(squares / (count - 1)) : 0};
}

std::string as_markdown(const Trials& trials) {
  std::string text;
  for (const TrialGroup& group : trials.groups) {
    text += fmt::format("{}| {} | patches | coherence | sharpness |\n|---|---|---|---|\n",
                        text.empty() ? "" : "\n", group.title);
    for (const auto& [index, name] : group.trials) {
      const Trial& trial = trials.trials[index];
      text += fmt::format("| {} | {} | {} | {} |\n", name, cell(trial, &Likeness::patches),
                          cell(trial, &Likeness::coherence), cell(trial, &Likeness::sharpness));
    }
  }
  return text;
}

}  // namespace doodle::cli
