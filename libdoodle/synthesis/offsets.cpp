#include "synthesis/offsets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/parallel.h"
#include "image/pyramid.h"

namespace doodle {
namespace {

/// Pixels of the picture in which offsets are counted, where every patch is compared with every other.
constexpr double kCountedPixels = 8000;
constexpr int kRadius = 3;
/// Levels squared from which on two pixels are merely different.
constexpr float kDifferent = 3 * 40 * 40;
/// Into so many parts the offsets are divided for threads; the result does not depend on it.
constexpr int kParts = 16;
/// Pixels of an area that are compared, at most.
constexpr int kSamples = 20000;

float difference(const Image& image, std::size_t p, std::size_t q) {
  float sum = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const float d = image.pixels[3 * p + c] - image.pixels[3 * q + c];
    sum += d * d;
  }
  return std::min(sum, kDifferent);
}

/// The place most like each patch: how much they differ, and how far away it is.
struct Likest {
  std::vector<float> difference;
  std::vector<Step> step;
};

/// Sums over patches of what pixels and those a step away differ by; infinite where one of them is clear.
/// (y, x) of the sums is the middle of the patch, in a plane of the picture's size.
class StepDifferences {
 public:
  explicit StepDifferences(const Image& picture)
      : picture_(picture), rows_(picture.pixels.size() / 3), sums_(picture.pixels.size() / 3) {}

  /// Those of patches from (first_y, first_x) to before (last_y, last_x) are set.
  const std::vector<float>& of(Step step) {
    first_y = std::max(0, -step.y), last_y = picture_.height - std::max(0, step.y);
    first_x = std::max(0, -step.x), last_x = picture_.width - std::max(0, step.x);
    const std::ptrdiff_t away = static_cast<std::ptrdiff_t>(step.y) * picture_.width + step.x;
    for (int y = first_y; y < last_y; ++y) {
      std::array<float, 2 * kRadius + 1> ring{};
      float sum = 0;
      for (int x = first_x; x < last_x; ++x) {
        const std::size_t p = pixel_at(picture_, y, x),
                          q = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(p) + away);
        float& oldest = ring[static_cast<std::size_t>(x - first_x) % ring.size()];
        sum -= oldest;
        oldest = !is_clear(picture_, p) && !is_clear(picture_, q) ? difference(picture_, p, q) : kUnknown;
        sum += oldest;
        if (x - first_x >= 2 * kRadius) rows_[pixel_at(picture_, y, x - kRadius)] = sum;
      }
    }
    first_x += kRadius, last_x -= kRadius;
    for (int x = first_x; x < last_x; ++x) {
      float sum = 0;
      for (int y = first_y; y < last_y; ++y) {
        sum += rows_[pixel_at(picture_, y, x)];
        if (y - first_y > 2 * kRadius) sum -= rows_[pixel_at(picture_, y - 2 * kRadius - 1, x)];
        if (y - first_y >= 2 * kRadius) sums_[pixel_at(picture_, y - kRadius, x)] = sum;
      }
    }
    first_y += kRadius, last_y -= kRadius;
    return sums_;
  }

  /// More than any patch that is all known can differ by.
  static constexpr float kUnknown = kDifferent * (2 * kRadius + 1) * (2 * kRadius + 1) * 2;
  int first_y = 0, last_y = 0, first_x = 0, last_x = 0;

 private:
  const Image& picture_;
  std::vector<float> rows_, sums_;
};

void offer(Likest& likest, std::size_t p, float difference, Step step) {
  if (difference >= likest.difference[p]) return;
  likest.difference[p] = difference;
  likest.step[p] = step;
}

/// Of the steps down, or across to the right, those of one part; either end of each is like the other.
Likest likest_of_part(const Image& picture, int part, int least) {
  const std::size_t pixels = picture.pixels.size() / 3;
  Likest likest{std::vector<float>(pixels, StepDifferences::kUnknown / 2), std::vector<Step>(pixels)};
  StepDifferences differences(picture);
  for (int dy = part; dy < picture.height; dy += kParts)
    for (int dx = dy == 0 ? 1 : 1 - picture.width; dx < picture.width; ++dx) {
      if (std::max(dy, std::abs(dx)) < least) continue;
      const Step step{dy, dx};
      const std::vector<float>& sums = differences.of(step);
      for (int y = differences.first_y; y < differences.last_y; ++y)
        for (int x = differences.first_x; x < differences.last_x; ++x) {
          const std::size_t p = pixel_at(picture, y, x);
          offer(likest, p, sums[p], step);
          offer(likest, pixel_at(picture, y + dy, x + dx), sums[p], {-dy, -dx});
        }
    }
  return likest;
}

Likest likest_places(const Image& picture, int least) {
  std::vector<Likest> parts(kParts);
  parallel_for(kParts, [&](std::int64_t part) {
    parts[static_cast<std::size_t>(part)] = likest_of_part(picture, static_cast<int>(part), least);
  });
  for (std::size_t part = 1; part < parts.size(); ++part)
    for (std::size_t p = 0; p < parts[part].step.size(); ++p)
      offer(parts[0], p, parts[part].difference[p], parts[part].step[p]);
  return std::move(parts[0]);
}

/// How often each step is named, twice, and its eight neighbours.
struct Votes {
  int height, width;  ///< of the picture; steps are shorter
  std::vector<int> count;

  std::size_t index(int dy, int dx) const {
    return static_cast<std::size_t>(dy + height) * (2 * width + 1) + dx + width;
  }
  int at(int dy, int dx) const {
    return std::abs(dy) < height && std::abs(dx) < width ? count[index(dy, dx)] : 0;
  }
};

Votes votes_of(const Image& picture, const Likest& likest) {
  Votes votes{picture.height, picture.width, {}};
  votes.count.assign(votes.index(picture.height, picture.width) + 1, 0);
  for (const Step& step : likest.step) {
    if (step.y == 0 && step.x == 0) continue;
    ++votes.count[votes.index(step.y, step.x)];
    for (int v = step.y - 1; v <= step.y + 1; ++v)
      for (int u = step.x - 1; u <= step.x + 1; ++u) ++votes.count[votes.index(v, u)];
  }
  return votes;
}

/// Steps with more votes than those around them, by their votes.
std::vector<Step> peaks(const Votes& votes) {
  struct Peak {
    int votes;
    Step step;
  };
  std::vector<Peak> all;
  for (int dy = 1 - votes.height; dy < votes.height; ++dy)
    for (int dx = 1 - votes.width; dx < votes.width; ++dx) {
      const int own = votes.at(dy, dx);
      bool highest = own > 0;
      for (int v = -2; v <= 2 && highest; ++v)
        for (int u = -2; u <= 2 && highest; ++u) {
          const int other = votes.at(dy + v, dx + u);
          highest = own > other || (own == other && (v > 0 || (v == 0 && u >= 0)));
        }
      if (highest) all.push_back({own, {dy, dx}});
    }
  std::stable_sort(all.begin(), all.end(), [](const Peak& a, const Peak& b) { return a.votes > b.votes; });
  std::vector<Step> steps;
  for (const Peak& peak : all) steps.push_back(peak.step);
  return steps;
}

}  // namespace

Step refined(const Image& picture, Step step, int reach, const Area& area) {
  const int every =
      std::max(1, static_cast<int>(std::sqrt(static_cast<double>(area.height) * area.width / kSamples)));
  const int side = 2 * reach + 1;
  std::vector<double> means(static_cast<std::size_t>(side) * side);
  parallel_for(std::ssize(means), [&](std::int64_t i) {
    const int dy = step.y + static_cast<int>(i) / side - reach,
              dx = step.x + static_cast<int>(i) % side - reach;
    double sum = 0;
    int count = 0;
    for (int y = area.y; y < area.y + area.height; y += every)
      for (int x = area.x; x < area.x + area.width; x += every) {
        const int v = y + dy, u = x + dx;
        if (v < 0 || u < 0 || v >= picture.height || u >= picture.width) continue;
        const std::size_t p = pixel_at(picture, y, x), q = pixel_at(picture, v, u);
        if (is_clear(picture, p) || is_clear(picture, q)) continue;
        sum += difference(picture, p, q);
        ++count;
      }
    means[static_cast<std::size_t>(i)] = count > 0 ? sum / count : std::numeric_limits<double>::infinity();
  });
  const auto best = std::min_element(means.begin(), means.end());
  if (std::isinf(*best)) return step;
  const int i = static_cast<int>(best - means.begin());
  return {step.y + i / side - reach, step.x + i % side - reach};
}

std::vector<Step> frequent_offsets(const Image& picture) {
  const double area = static_cast<double>(picture.width) * picture.height;
  const double scale = std::min(1.0, std::sqrt(kCountedPixels / area));
  const Image small = resize(picture, scaled_size(picture.size(), scale), Filter::area);
  const Likest likest = likest_places(small, std::max(2, std::max(small.width, small.height) / 15));
  std::vector<Step> steps = peaks(votes_of(small, likest));
  for (Step& step : steps)
    step = {static_cast<int>(std::lround(step.y / scale)), static_cast<int>(std::lround(step.x / scale))};
  return steps;
}

}  // namespace doodle
