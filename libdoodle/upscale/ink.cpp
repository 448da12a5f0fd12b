#include "upscale/ink.h"

#include <algorithm>
#include <cmath>

namespace doodle {
namespace {

using Line = std::vector<OutlinePoint>;

/// Pixels of a straight run that make its end a corner.
constexpr int kStraight = 3;

bool is_turn(const OutlinePoint& a, const OutlinePoint& b) {
  return a.x != b.x && a.y != b.y;
}

/// Between the middles of a border that lies and one that stands.
OutlinePoint turning_point(const OutlinePoint& a, const OutlinePoint& b) {
  const bool stands = a.x == std::floor(a.x);
  return {stands ? a.x : b.x, stands ? b.y : a.y, true};
}

std::size_t after(std::size_t i, const Line& line) {
  return i + 1 < line.size() ? i + 1 : 0;
}

std::size_t before(std::size_t i, const Line& line) {
  return (i > 0 ? i : line.size()) - 1;
}

/// How many of the line's points lie in a row with each. No outline of pixels is without a turn.
std::vector<int> straight_runs(const Line& line) {
  std::size_t start = 0;
  while (!is_turn(line[before(start, line)], line[start])) ++start;
  std::vector<int> runs(line.size());
  std::size_t first = 0;
  const auto at = [&](std::size_t i) { return (start + i) % line.size(); };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_turn(line[at(i)], line[at(i + 1)])) continue;
    for (std::size_t k = first; k <= i; ++k) runs[at(k)] = static_cast<int>(i - first) + 1;
    first = i + 1;
  }
  return runs;
}

/// The line with the points at which it turns, where both runs have that many pixels.
Line with_corners(const Line& line, int straight) {
  const std::vector<int> runs = straight_runs(line);
  Line result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t n = after(i, line);
    result.push_back(line[i]);
    if (is_turn(line[i], line[n]) && std::min(runs[i], runs[n]) >= straight)
      result.push_back(turning_point(line[i], line[n]));
  }
  return result;
}

/// Positive where what is enclosed lies on the left.
float area(const Line& line) {
  double sum = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const OutlinePoint &a = line[i], &b = line[after(i, line)];
    sum += static_cast<double>(a.y) * b.x - static_cast<double>(b.y) * a.x;
  }
  return static_cast<float>(sum / 2);
}

float length(const Line& line) {
  float sum = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const OutlinePoint &a = line[i], &b = line[after(i, line)];
    sum += std::hypot(b.x - a.x, b.y - a.y);
  }
  return sum;
}

/// Moves every point but corners by `move` of (the point before, itself, the point after).
template <class Move>
void move_points(Line& line, const Move& move) {
  const Line old = line;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (!line[i].corner) move(line[i], old[before(i, old)], old[after(i, old)]);
}

/// Smooths a line that does not shrink by it: a step towards the neighbours' middle, and a little more than
/// that back (Taubin, A signal processing approach to fair surface design, 1995).
void smooth(Line& line) {
  constexpr int kPasses = 4;
  for (int pass = 0; pass < kPasses; ++pass)
    for (const float step : {0.5f, -0.53f})
      move_points(line, [&](OutlinePoint& p, const OutlinePoint& a, const OutlinePoint& b) {
        p.x += step * ((a.x + b.x) / 2 - p.x);
        p.y += step * ((a.y + b.y) / 2 - p.y);
      });
}

/// Cuts every angle but corners at a quarter of its sides (Chaikin, 1974).
Line rounded(const Line& line) {
  Line result;
  result.reserve(2 * line.size());
  const auto towards = [](const OutlinePoint& a, const OutlinePoint& b) {
    return OutlinePoint{a.x + (b.x - a.x) / 4, a.y + (b.y - a.y) / 4, false};
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const OutlinePoint& p = line[i];
    if (p.corner) {
      result.push_back(p);
    } else {
      result.push_back(towards(p, line[before(i, line)]));
      result.push_back(towards(p, line[after(i, line)]));
    }
  }
  return result;
}

/// Moves the line outwards or inwards until it encloses that area, or nearly so.
void give_area(Line& line, float wanted) {
  constexpr int kMoves = 3;
  constexpr float kMost = 0.25f;  // of a pixel, a round
  for (int round = 0; round < kMoves; ++round) {
    const float by = std::clamp((wanted - area(line)) / length(line), -kMost, kMost);
    move_points(line, [&](OutlinePoint& p, const OutlinePoint& a, const OutlinePoint& b) {
      const float dx = b.x - a.x, dy = b.y - a.y, norm = std::max(std::hypot(dx, dy), 1e-6f);
      p.x -= by * dy / norm;
      p.y += by * dx / norm;
    });
  }
}

}  // namespace

std::vector<OutlinePoint> inked(const std::vector<OutlinePoint>& middles) {
  Line line = with_corners(middles, kStraight);
  smooth(line);
  line = rounded(rounded(line));
  give_area(line, area(with_corners(middles, 1)));
  return line;
}

}  // namespace doodle
