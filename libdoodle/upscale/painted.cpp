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
/// The same, in levels, where the art is enlarged by itself: it is a smooth change that is added.
constexpr double kAlikeEnlarged = 8;
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

/// The first of `all` from whose art `art` differs by at most limit(that art) around a pixel.
template <class Limit>
std::vector<int> first_alike(const std::vector<PaintedArt>& all, const Image& art, Wrap wrap,
                             const Limit& limit) {
  std::vector<int> chosen(art.pixels.size() / 3, -1);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Image changed = change(art, all[k].art, wrap);
    const auto alike = static_cast<float>(limit(all[k].art));
    for (std::size_t i = 0; i < chosen.size(); ++i)
      if (chosen[i] < 0 && changed.pixels[i] <= alike) chosen[i] = static_cast<int>(k);
  }
  return chosen;
}

/// picture(k) where k was chosen; where nothing was, the last of `count`.
template <class Picture>
Image join(std::size_t count, std::vector<int> chosen, Size art, Wrap wrap, const Picture& picture) {
  expect(count > 0, "there is no painting to be joined");
  std::replace(chosen.begin(), chosen.end(), -1, static_cast<int>(count) - 1);
  const auto one = static_cast<std::size_t>(chosen.front());
  if (std::count(chosen.begin(), chosen.end(), chosen.front()) == std::ssize(chosen)) return picture(one);
  Image joined;
  std::vector<float> total;
  for (std::size_t k = 0; k < count; ++k) {
    const auto number = static_cast<int>(k);
    if (std::find(chosen.begin(), chosen.end(), number) == chosen.end()) continue;
    Image part = picture(k);
    const Image share = share_of(number, chosen, art, part.size(), wrap);
    for (std::size_t i = 0; i < part.pixels.size(); ++i) part.pixels[i] *= share.pixels[i / 3];
    if (joined.empty()) {
      joined = std::move(part);
      total = share.pixels;
      continue;
    }
    for (std::size_t i = 0; i < part.pixels.size(); ++i) joined.pixels[i] += part.pixels[i];
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += share.pixels[i];
  }
  for (std::size_t i = 0; i < joined.pixels.size(); ++i) joined.pixels[i] /= total[i / 3];
  return joined;
}

/// The picture after the change from its art to `art`.
Image moved(const PaintedArt& enlarged, const Image& art, Wrap wrap) {
  Image difference = art;
  difference.type = SampleType::f32;
  for (std::size_t i = 0; i < difference.pixels.size(); ++i) difference.pixels[i] -= enlarged.art.pixels[i];
  Image picture = enlarged.picture;
  difference = resize(difference, picture.size(), Filter::bicubic, wrap);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
    picture.pixels[i] = std::clamp(picture.pixels[i] + difference.pixels[i], 0.0f, 255.0f);
  return picture;
}

}  // namespace

void require_fits(const Animation& animation, Size art, Size picture) {
  for (const auto* all : {&animation.enlarged, &animation.painted})
    for (const PaintedArt& painted : *all)
      require<BadInput>(painted.art.size() == art && painted.picture.size() == picture,
                        "the animation's frames are {}x{} and become {}x{}, but this one is {}x{} and would "
                        "become {}x{}; begin another animation for it",
                        painted.art.width, painted.art.height, painted.picture.width, painted.picture.height,
                        art.width, art.height, picture.width, picture.height);
}

std::vector<int> choose_painted(const std::vector<PaintedArt>& painted, const Image& art, double keep_colour,
                                Wrap wrap) {
  return first_alike(painted, art, wrap, [&](const Image& before) {
    const double shown = std::min(kAlike, kAlikeSpread * spread(before));
    return keep_colour * kAlike + (1 - keep_colour) * shown;
  });
}

std::vector<int> choose_enlarged(const std::vector<PaintedArt>& enlarged, const Image& art, Wrap wrap) {
  return first_alike(enlarged, art, wrap, [](const Image&) { return kAlikeEnlarged; });
}

bool is_known(const std::vector<int>& chosen) {
  return std::find(chosen.begin(), chosen.end(), -1) == chosen.end();
}

Image join_painted(const std::vector<PaintedArt>& painted, const std::vector<int>& chosen, Size art,
                   Wrap wrap) {
  return join(painted.size(), chosen, art, wrap, [&](std::size_t k) { return painted[k].picture; });
}

Image join_moved(const std::vector<PaintedArt>& enlarged, const std::vector<int>& chosen, const Image& art,
                 Wrap wrap) {
  return join(enlarged.size(), chosen, art.size(), wrap,
              [&](std::size_t k) { return moved(enlarged[k], art, wrap); });
}

Image unpainted(const std::vector<int>& chosen, Size art, Size size, Wrap wrap) {
  Image mask = share_of(-1, chosen, art, size, wrap);
  for (float& m : mask.pixels) m = m > 0 ? 255.0f : 0.0f;
  return mask;
}

void add_painted(std::vector<PaintedArt>& all, PaintedArt painted) {
  if (all.size() == kMostPainted) all.erase(all.begin());
  all.push_back(std::move(painted));
}

std::size_t painted_floats(const Animation& animation, Size size) {
  const std::size_t area = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  std::size_t count = 14 * area;  // two new ones, one that is joined, its part, a share and their sum
  for (const auto* all : {&animation.enlarged, &animation.painted})
    for (const PaintedArt& one : *all) count += one.art.pixels.size() + one.picture.pixels.size();
  return count;
}

}  // namespace doodle
