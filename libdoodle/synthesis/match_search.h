#pragma once

#include "synthesis/neural_layer.h"

namespace doodle {

/// Whether a search over few pairs is to be used: as MatchOptions::search says, or where one over all
/// pairs would take long, and several times as long.
bool is_windowed(const MatchOptions& options, const MatchPlanSpec& spec);

/// The share of patches, of a sample of rows, whose windowed match scores as much as the best of all. Matches
/// the features of the last match_layer() once more; `layer.matches` stay.
double found_share(Backend& backend, float variety, const NeuralLayer& layer);

}  // namespace doodle
