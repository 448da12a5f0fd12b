#pragma once

#include "kernels/pixel_match.h"
#include "kernels/pixel_seams.h"
#include "launch.h"

// What one thread of each kernel of the pixel search does.
namespace doodle::cuda {

/// The i-th position that has a whole patch around it.
struct Inside {
  int width, columns;
  DOODLE_DEVICE int y(std::size_t i) const { return static_cast<int>(i) / columns + kPixelRadius; }
  DOODLE_DEVICE int x(std::size_t i) const { return static_cast<int>(i) % columns + kPixelRadius; }
  DOODLE_DEVICE std::size_t offset(std::size_t i) const { return pixel_offset(width, y(i), x(i)); }
};

struct Measure {
  PixelSweep f;
  Inside inside;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = inside.offset(i);
    f.cost[p] = pixel_cost(f, inside.y(i), inside.x(i), f.field[p]) + guide_cost(f, p, f.field[p]);
  }
};

struct Choose {
  PixelSweep f;
  Inside inside;
  const std::int32_t* other;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = inside.offset(i);
    if (other[p] < 0 || f.style_region[other[p]] < 0) return;
    PixelChoice best{f.field[p], f.cost[p], f.cost[p] + f.price[f.field[p]]};
    consider(f, inside.y(i), inside.x(i), other[p], f.price[other[p]], best);
    f.field[p] = best.q;
    f.cost[p] = best.cost;
  }
};

struct Sweep {
  PixelSweep f;
  Inside inside;
  int jump, sweep;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    sweep_pixel(f, inside.y(i), inside.x(i), jump, sweep);
  }
};

struct PixelVote {
  PixelSweep f;
  float softness;
  float* image;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int pixel = static_cast<int>(p);
    vote_pixel(f, pixel / f.width, pixel % f.width, softness, image + p * 3);
  }
};

struct MeasureSeams {
  PixelSweep f;
  const float* image;
  SeamTerms terms;
  float *right, *down;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int pixel = static_cast<int>(p);
    measure_seams(f, image, pixel / f.width, pixel % f.width, terms, right + p * 3, down + p * 3);
  }
};

/// What the first field does not know is drawn at random from the target's region.
struct Start {
  const std::int32_t* first;  ///< null: nothing is known
  const std::int32_t *region, *style_region, *members, *member_begin;
  int regions;
  std::uint64_t seed;
  std::int32_t *field, *other_field;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    std::int32_t q = first != nullptr ? first[p] : -1;
    if (q < 0 || style_region[q] < 0) {
      std::int32_t begin = member_begin[region[p]], end = member_begin[region[p] + 1];
      if (begin == end) begin = 0, end = member_begin[regions];
      const std::uint64_t word = random_word(seed, std::uint64_t{1} << 40, p);
      q = members[begin +
                  static_cast<std::int32_t>(random_below(word, static_cast<std::uint32_t>(end - begin)))];
    }
    field[p] = other_field[p] = q;
  }
};

struct PadGuide {
  const float* guide;
  int channels, padded;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(padded), p = i / n, c = i % n;
    out[i] =
        c < static_cast<std::size_t>(channels) ? guide[p * static_cast<std::size_t>(channels) + c] : 0.0f;
  }
};

struct Cost {
  const float* cost;
  Inside inside;
  DOODLE_DEVICE double operator()(std::size_t i) const { return static_cast<double>(cost[inside.offset(i)]); }
};

}  // namespace doodle::cuda
