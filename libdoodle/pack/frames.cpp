// The frames of an animated texture: out of its picture and into it.
#include <algorithm>

#include "base/expect.h"
#include "pack/animation.h"

namespace doodle {
namespace {

/// Where a frame begins in a picture of that width.
struct Place {
  int x, y;
};
Place place_of(int width, Size frame, int index) {
  const int columns = width / frame.width;
  return {index % columns * frame.width, index / columns * frame.height};
}

/// Copies a block of rows of `channels` values per pixel between two pictures.
void copy_block(const std::vector<float>& from, int from_width, Place begin, std::vector<float>& to,
                int to_width, Place target, Size size, int channels) {
  const auto at = [channels](int width, int x, int y) {
    return (static_cast<std::ptrdiff_t>(y) * width + x) * channels;
  };
  for (int y = 0; y < size.height; ++y)
    std::copy_n(from.begin() + at(from_width, begin.x, begin.y + y),
                static_cast<std::ptrdiff_t>(size.width) * channels,
                to.begin() + at(to_width, target.x, target.y + y));
}

}  // namespace

Image cut_frame(const Image& picture, Size frame, int index) {
  Image cut = make_image(frame.width, frame.height, picture.channels);
  cut.type = picture.type;
  cut.icc = picture.icc;
  const Place place = place_of(picture.width, frame, index);
  copy_block(picture.pixels, picture.width, place, cut.pixels, frame.width, {0, 0}, frame, picture.channels);
  if (picture.alpha.empty()) return cut;
  cut.alpha.resize(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height));
  copy_block(picture.alpha, picture.width, place, cut.alpha, frame.width, {0, 0}, frame, 1);
  return cut;
}

void paste_frame(Image& picture, const Image& frame, int index) {
  expect(picture.channels == frame.channels, "a frame has other channels than its picture");
  const Place place = place_of(picture.width, frame.size(), index);
  copy_block(frame.pixels, frame.width, {0, 0}, picture.pixels, picture.width, place, frame.size(),
             frame.channels);
  if (frame.alpha.empty() && picture.alpha.empty()) return;
  const std::size_t pixels = picture.pixels.size() / static_cast<std::size_t>(picture.channels);
  if (picture.alpha.empty()) picture.alpha.assign(pixels, 1);
  const std::vector<float> opaque(frame.alpha.empty() ? frame.pixels.size() : 0, 1);
  copy_block(frame.alpha.empty() ? opaque : frame.alpha, frame.width, {0, 0}, picture.alpha, picture.width,
             place, frame.size(), 1);
}

}  // namespace doodle
