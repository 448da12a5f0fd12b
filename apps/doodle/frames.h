#pragma once

#include <string>

#include "doodle/synthesis.h"
#include "options.h"

namespace doodle::cli {

/// Saves every N-th picture on the way (--save-every) as NAME.frames/000001.png, 000002.png, ...
class Frames {
 public:
  /// Makes the folder, if any is to be. Throws BadInput.
  explicit Frames(const PaintArguments& arguments);
  void add(const Progress& progress);

 private:
  int every_;
  std::string folder_;
  int steps_ = 0;
  int frames_ = 0;
};

}  // namespace doodle::cli
