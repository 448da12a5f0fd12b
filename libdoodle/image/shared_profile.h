#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// A picture that colours are taken from, as a message calls it.
struct NamedPicture {
  std::string name;
  const Image* image = nullptr;
};

/// The ICC profile of what is made from pictures: that of the first, empty for sRGB (also where a profile
/// says that it is sRGB, or is one for grey). Colours are not converted: adds a line for the user for each
/// picture that has another profile. Takes at least one picture.
std::vector<std::byte> shared_profile(const std::vector<NamedPicture>& pictures,
                                      std::vector<std::string>& notices);

}  // namespace doodle
