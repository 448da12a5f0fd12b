#pragma once

#include <map>
#include <string>

#include "style/problem.h"

namespace doodle {

/// What a picture was made with, as text: option names as on the command line.
std::map<std::string, std::string> describe(const StyleProblem& problem);

}  // namespace doodle
