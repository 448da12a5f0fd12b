#pragma once

#include <cmath>

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

}  // namespace doodle
