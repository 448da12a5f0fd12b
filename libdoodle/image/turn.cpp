#include "image/turn.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace doodle {

std::vector<Turn> turns_of(int rotate, Wrap mirror) {
  bool reached[8] = {true};
  const auto quarter_turn = [](Turn t) { return Turn{(t.quarters + 1) % 4, t.mirrored}; };
  const auto half_turn = [](Turn t) { return Turn{(t.quarters + 2) % 4, t.mirrored}; };
  // Mirroring after a turn is mirroring first and turning the other way; top to bottom is half a turn more.
  const auto mirror_x = [](Turn t) { return Turn{(4 - t.quarters) % 4, !t.mirrored}; };
  for (int pass = 0; pass < 8; ++pass)
    for (int i = 0; i < 8; ++i) {
      if (!reached[i]) continue;
      const Turn turn = Turn::of(i);
      if (rotate == 90) reached[quarter_turn(turn).number()] = true;
      if (rotate == 180) reached[half_turn(turn).number()] = true;
      if (mirror.x) reached[mirror_x(turn).number()] = true;
      if (mirror.y) reached[half_turn(mirror_x(turn)).number()] = true;
    }
  std::vector<Turn> turns;
  for (int i = 0; i < 8; ++i)
    if (reached[i]) turns.push_back(Turn::of(i));
  return turns;
}

void turn_back(Turn turn, Size size, float& x, float& y) {
  for (int quarter = turn.quarters; quarter > 0; --quarter) {
    const int height = quarter % 2 == 1 ? size.height : size.width;  // before this quarter turn
    x = std::exchange(y, static_cast<float>(height - 1) - x);
  }
  if (turn.mirrored) x = static_cast<float>(size.width - 1) - x;
}

void turn_direction(Turn turn, float& x, float& y) {
  if (turn.mirrored) x = -x;
  for (int quarter = 0; quarter < turn.quarters; ++quarter) x = -std::exchange(y, x);
}

Image turned(const Image& image, Turn turn) {
  if (turn.number() == 0) return image;
  Image out = turn.swaps_sides() ? make_image(image.height, image.width, image.channels)
                                 : make_image(image.width, image.height, image.channels);
  out.type = image.type;
  out.icc = image.icc;
  out.alpha.resize(image.alpha.size());
  for (int v = 0; v < out.height; ++v)
    for (int u = 0; u < out.width; ++u) {
      auto x = static_cast<float>(u), y = static_cast<float>(v);
      turn_back(turn, image.size(), x, y);
      const int from_x = static_cast<int>(x), from_y = static_cast<int>(y);
      std::copy_n(image.at(from_y, from_x), image.channels, out.at(v, u));
      if (!image.alpha.empty())
        out.alpha[static_cast<std::size_t>(v) * out.width + u] =
            image.alpha[static_cast<std::size_t>(from_y) * image.width + from_x];
    }
  return out;
}

}  // namespace doodle
