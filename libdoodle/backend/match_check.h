#pragma once

#include "backend/backend.h"

namespace doodle {

/// Throws BadInput, naming the map, unless all maps of the spec are at least 3x3 and fit each other.
void check_match_spec(const MatchPlanSpec& spec);
/// Throws BadInput unless the features to be matched have the shape that the plan was made for.
void check_features(Shape features, Shape planned);
/// Throws BadInput unless there is one value per current patch.
void check_start(Shape field, Shape patches);
/// Throws BadInput unless there is one value per style patch.
void check_bias(Shape bias, Shape patches);

}  // namespace doodle
