#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "base/random.h"
#include "doodle/image.h"

namespace doodle {

/// Random colours that the sample type stores exactly: whole numbers for u8, multiples of 1/257 for u16,
/// halves and floats whose 0..1 values have few bits, with values below 0 and above 1 for those two.
inline Image random_image(int width, int height, int channels, SampleType type = SampleType::u8,
                          bool alpha = false) {
  Image image = make_image(width, height, channels);
  image.type = type;
  const bool integer = type == SampleType::u8 || type == SampleType::u16;
  const std::uint32_t steps = type == SampleType::u8 ? 256 : type == SampleType::u16 ? 65536 : 1024;
  const float scale = type == SampleType::u16 ? 257.0f : 1.0f;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const auto level = static_cast<float>(random_below(random_word(7, 1, i), steps));
    image.pixels[i] = integer ? level / scale : (level / 512 - 0.5f) * 255;
  }
  if (!alpha) return image;
  image.alpha.resize(image.pixels.size() / static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < image.alpha.size(); ++i) {
    const auto level = static_cast<float>(random_below(random_word(7, 2, i), integer ? steps : 257));
    image.alpha[i] = level / static_cast<float>(integer ? steps - 1 : 256);
  }
  return image;
}

/// The largest difference between two lists of values of equal length; infinite when the lengths differ.
template <class A, class B>
double largest_difference(const A& a, const B& b) {
  if (a.size() != b.size()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  return largest;
}

/// A profile that passes libpng's checks: a header (ICC.1:2010, 7.2) and a table of one tag, a text of at
/// most 11 letters.
inline std::vector<std::byte> small_profile(const std::string& colour_space,
                                            const std::string& text = "none at all") {
  constexpr std::size_t size = 164;
  std::string bytes(size, '\0');
  const auto put = [&](std::size_t place, const std::string& value) {
    bytes.replace(place, value.size(), value);
  };
  put(3, {static_cast<char>(size)});
  put(8, "\4");  // version
  put(12, "mntr" + colour_space + "XYZ ");
  put(36, "acsp");
  put(68, std::string("\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d", 12));   // D50
  put(128, std::string("\0\0\0\1cprt\0\0\0\x90\0\0\0\x14", 16));  // a copyright of 20 bytes at 144
  put(144, std::string("text\0\0\0\0", 8) + text);
  std::vector<std::byte> profile;
  for (char c : bytes) profile.push_back(static_cast<std::byte>(c));
  return profile;
}

}  // namespace doodle
