#pragma once

#include <string>

#include "doodle/pack.h"

namespace doodle::cli {

/// The synthesis that enlarges textures, and its name and version, on which cached textures depend.
struct PackMethod {
  UpscaleTexture upscale;
  std::string name;
};

/// The method of `doodle pack`.
PackMethod pack_method();

}  // namespace doodle::cli
