#pragma once

#include <string>
#include <utility>
#include <vector>

#include "doodle/measure.h"
#include "doodle/synthesis.h"

namespace doodle::cli {

/// A network to try, and what came of it.
struct Trial {
  std::string name;  ///< what it differs in: `relu, max`
  NetworkOptions network;
  Image image;                     ///< of the first run; empty: not run
  std::vector<Likeness> likeness;  ///< one per run
};

/// Trials that differ in one thing.
struct TrialGroup {
  std::string title;
  /// Each one's place in Trials::trials and its name in this group; a trial may be in several.
  std::vector<std::pair<std::size_t, std::string>> trials;
};

struct Trials {
  std::vector<Trial> trials;
  std::vector<TrialGroup> groups;
};

/// The grids of Champandard's "Extreme Style Machines": activation x down-sampling, channels, depth, and the
/// orthogonal initialisation that the article proposes.
Trials extreme_trials();

/// Mean and standard deviation (0 for one run) of a figure over a trial's runs.
struct Spread {
  double mean = 0;
  double deviation = 0;
};
Spread spread(const Trial& trial, double Likeness::*figure);

/// The groups as Markdown tables with their figures; a trial that was not run has none.
std::string as_markdown(const Trials& trials);

}  // namespace doodle::cli
