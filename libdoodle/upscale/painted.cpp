#include "upscale/painted.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "image/grey.h"
#include "upscale/box_mean.h"

namespace doodle {
namespace {

/// Mean change of lightness over 3 x 3 pixels, in levels, up to which a place's detail still fits.
constexpr double kAlike = 24;
/// The same where the painting itself is shown, whose light and dark the art only ranks: in standard
/// deviations of the art's lightness.
constexpr double kAlikeSpread = 0.5;
/// Paintings that are kept: more than the frames of most animations, and a bound to the memory of the rest.
constexpr std::size_t kMostPainted = 32;

Image plane(Size size) {
  Image image = make_image(size.width, size.height, 1);
  image.type = SampleType::f32;
  return image;
}

/// How much the lightness differs around each pixel.
Image change(const Image& a, const Image& b, Wrap wrap) {
  Image difference = plane(a.size());
  for (std::size_t i = 0; i < difference.pixels.size(); ++i)
    difference.pixels[i] = std::abs(luma(&a.pixels[3 * i]) - luma(&b.pixels[3 * i]));
  return box_mean(difference, 1, wrap);
}

/// Standard deviation of the lightness.
double spread(const Image& art) {
  double sum = 0, square = 0;
  for (std::size_t i = 0; i < art.pixels.size(); i += 3) {
    const double light = luma(&art.pixels[i]);
    sum += light;
    square += light * light;
  }
  const auto count = static_cast<double>(art.pixels.size() / 3);
  return std::sqrt(std::max(0.0, square / count - sum / count * (sum / count)));
}

/// 1 where `number` was chosen, 0 elsewhere, with slopes between; of the enlarged size.
Image share_of(int number, const std::vector<int>& chosen, Size art, Size size, Wrap wrap) {
  Image share = plane(art);
  for (std::size_t i = 0; i < chosen.size(); ++i) share.pixels[i] = chosen[i] == number ? 1.0f : 0.0f;
  share = resize(share, size, Filter::bicubic, wrap);
  for (float& s : share.pixels) s = std::clamp(s, 0.0f, 1.0f);
  return share;
}

}  // namespace

void require_fits(const Animation& animation, Size art, Size picture) {
  for (const PaintedArt& painted : animation.painted)
    require<BadInput>(painted.art.size() == art && painted.picture.size() == picture,
                      "the animation's frames are {}x{} and become {}x{}, but this one is {}x{} and would "
                      "become {}x{}; begin another animation for it",
                      painted.art.width, painted.art.height, painted.picture.width, painted.picture.height,
                      art.width, art.height, picture.width, picture.height);
}

std::vector<int> choose_painted(const Animation& animation, const Image& art, double keep_colour, Wrap wrap) {
  std::vector<int> chosen(art.pixels.size() / 3, -1);
  for (std::size_t k = 0; k < animation.painted.size(); ++k) {
    const Image& before = animation.painted[k].art;
    const Image changed = change(art, before, wrap);
    const double shown = std::min(kAlike, kAlikeSpread * spread(before));
    const auto alike = static_cast<float>(keep_colour * kAlike + (1 - keep_colour) * shown);
    for (std::size_t i = 0; i < chosen.size(); ++i)
      if (chosen[i] < 0 && changed.pixels[i] <= alike) chosen[i] = static_cast<int>(k);
  }
  return chosen;
}

Image join_painted(const Animation& animation, const std::vector<int>& chosen, Size art, Wrap wrap) {
  expect(!animation.painted.empty(), "there is no painting to be joined");
  std::vector<int> known = chosen;
  std::replace(known.begin(), known.end(), -1, static_cast<int>(animation.painted.size()) - 1);
  Image joined = animation.painted[static_cast<std::size_t>(known.front())].picture;
  if (std::count(known.begin(), known.end(), known.front()) == static_cast<std::ptrdiff_t>(known.size()))
    return joined;
  std::vector<float> total(joined.pixels.size() / 3, 0.0f);
  std::fill(joined.pixels.begin(), joined.pixels.end(), 0.0f);
  for (std::size_t k = 0; k < animation.painted.size(); ++k) {
    const auto number = static_cast<int>(k);
    if (std::find(known.begin(), known.end(), number) == known.end()) continue;
    const Image share = share_of(number, known, art, joined.size(), wrap);
    const std::vector<float>& picture = animation.painted[k].picture.pixels;
    for (std::size_t i = 0; i < picture.size(); ++i) joined.pixels[i] += share.pixels[i / 3] * picture[i];
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += share.pixels[i];
  }
  for (std::size_t i = 0; i < joined.pixels.size(); ++i) joined.pixels[i] /= total[i / 3];
  return joined;
}

Image unpainted(const std::vector<int>& chosen, Size art, Size size, Wrap wrap) {
  Image mask = share_of(-1, chosen, art, size, wrap);
  for (float& m : mask.pixels) m = m > 0 ? 255.0f : 0.0f;
  return mask;
}

void add_painted(Animation& animation, PaintedArt painted) {
  if (animation.painted.size() == kMostPainted) animation.painted.erase(animation.painted.begin());
  animation.painted.push_back(std::move(painted));
}

std::size_t painted_floats(const Animation& animation, Size size) {
  const std::size_t area = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  std::size_t count = 10 * area;  // the new painting, one that is joined, shares and their sum, the mask
  for (const PaintedArt& painted : animation.painted)
    count += painted.art.pixels.size() + painted.picture.pixels.size();
  return count;
}

}  // namespace doodle
