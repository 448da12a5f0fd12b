#pragma once

#include <cmath>

#include "doodle/image.h"
#include "reference/array.h"

/// The slow oracle of Backend::melt_seams().
namespace doodle::reference {

/// Two neighbours, and what their colours have too much of.
struct Seam {
  std::size_t from, to;
  double excess;
};

/// The seams of channel c: of all positions to the right and down, around the torus where it is one.
inline std::vector<Seam> seams_of(const Array& right, const Array& down, Wrap wrap, int c) {
  const int height = right.height, width = right.width;
  const auto place = [&](int y, int x) { return static_cast<std::size_t>(y * width + x); };
  std::vector<Seam> seams;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      if (x + 1 < width || wrap.x)
        seams.push_back({place(y, x), place(y, (x + 1) % width), right.at(y, x, c)});
      if (y + 1 < height || wrap.y)
        seams.push_back({place(y, x), place((y + 1) % height, x), down.at(y, x, c)});
    }
  return seams;
}

/// The e of one channel that makes hold * sum e(p)^2 + sum over seams (e(to) - e(from) + excess)^2 least: by
/// setting one value after the other to its best (Gauss and Seidel) until nothing moves. 0 where `fixed`.
inline std::vector<double> melted(const std::vector<Seam>& seams, double hold,
                                  const std::vector<std::uint8_t>& fixed) {
  std::vector<std::vector<Seam>> at(fixed.size());  // seen from each position: to the others
  for (const Seam& seam : seams) {
    at[seam.from].push_back(seam);
    at[seam.to].push_back({seam.to, seam.from, -seam.excess});
  }
  std::vector<double> e(fixed.size());
  for (double moved = 1; moved > 1e-10;) {
    moved = 0;
    for (std::size_t p = 0; p < e.size(); ++p) {
      if (fixed[p]) continue;
      double sum = 0;
      for (const Seam& seam : at[p]) sum += e[seam.to] + seam.excess;
      const double best = sum / (hold + static_cast<double>(at[p].size()));
      moved = std::max(moved, std::abs(best - e[p]));
      e[p] = best;
    }
  }
  return e;
}

}  // namespace doodle::reference
