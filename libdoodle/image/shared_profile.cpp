#include "image/shared_profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/icc.h"

namespace doodle {
namespace {

/// Whether the profile's texts have the letters, in ASCII or in UTF-16 (ICC.1:2010, 10.13).
bool says(const std::vector<std::byte>& icc, const std::string& letters) {
  std::vector<std::byte> narrow, wide;
  for (const char letter : letters) {
    narrow.push_back(static_cast<std::byte>(letter));
    wide.insert(wide.end(), {std::byte{0}, static_cast<std::byte>(letter)});
  }
  return !std::ranges::search(icc, narrow).empty() || !std::ranges::search(icc, wide).empty();
}

std::vector<std::byte> profile(const Image& image) {
  if (image.channels != 3 || !profile_fits(image.icc, 3) || says(image.icc, "sRGB")) return {};
  return image.icc;
}

}  // namespace

std::vector<std::byte> shared_profile(const std::vector<NamedPicture>& pictures,
                                      std::vector<std::string>& notices) {
  const NamedPicture& first = pictures.front();
  std::vector<std::byte> shared = profile(*first.image);
  for (const NamedPicture& picture : pictures)
    if (profile(*picture.image) != shared)
      notices.push_back(
          fmt::format("{} has another colour profile than {}: its colours are taken as they are",
                      picture.name, first.name));
  return shared;
}

}  // namespace doodle
