#include "pack_method.h"

namespace doodle::cli {

// The library has no synthesis for textures yet.
PackMethod pack_method() {
  return {};
}

}  // namespace doodle::cli
