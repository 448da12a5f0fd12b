#pragma once

#include "image/turn.h"
#include "synthesis/problem.h"

namespace doodle {

/// Puts the forms in which styles are used in the place of the styles and their maps: continued over their
/// sides where they wrap, in every turn that the options ask for. To be called once, when all else is
/// decided.
void add_forms(Problem& problem);

/// Names places of forms by the styles as they were given: x and y in their pixels, and as the style's number
/// the number of the style plus an eighth of the turn's.
void to_given_styles(const Problem& problem, SourceMap& sources);

}  // namespace doodle
