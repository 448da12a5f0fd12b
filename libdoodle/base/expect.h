#pragma once

#include <string>

#include "doodle/error.h"

namespace doodle {

/// For what only a defect of the program can get wrong: throws Error with ErrorCode::internal.
inline void expect(bool condition, const char* what) {
  if (!condition) throw Error(ErrorCode::internal, std::string("internal error: ") + what);
}

}  // namespace doodle
