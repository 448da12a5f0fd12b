#include "synthesis/shift_choice.h"

#include <algorithm>
#include <array>
#include <limits>

#include "image/fill.h"
#include "image/pyramid.h"
#include "synthesis/surroundings.h"

namespace doodle {
namespace {

constexpr int kSweeps = 8;
/// What pixels cost that cannot be seen, in levels squared.
constexpr float kUnseen = 3 * 128 * 128;
/// What a pixel costs by the last of the steps, against the first: courses of bricks go on sideways, though
/// what is above would fit as well.
constexpr float kRare = 300;
/// How much of the difference between a place and where its colour is from counts, both seen from afar:
/// without it, things that stand free elsewhere stand in the hole as well, since nothing around them is
/// wrong.
constexpr float kUnlike = 1;
/// How many times smaller pictures are from there.
constexpr int kAfar = 8;

/// The picture without its detail, holes in smooth colours between the known ones.
Image seen_from_afar(const Image& picture) {
  return resize(resize(filled(picture), scaled_size(picture.size(), 1.0 / kAfar), Filter::area),
                picture.size(), Filter::bicubic);
}

/// Of two pixels, in levels squared.
float difference(const Image& a, std::ptrdiff_t p, const Image& b, std::ptrdiff_t q) {
  float sum = 0;
  for (std::ptrdiff_t c = 0; c < 3; ++c) {
    const float d = a.pixels.data()[3 * p + c] - b.pixels.data()[3 * q + c];
    sum += d * d;
  }
  return sum;
}

/// Which step to take for each clear pixel: a grid of choices, made by passing messages back and forth
/// (min-sum belief propagation; Tappen and Freeman 2003 describe these sweeps).
class Choice {
 public:
  Choice(const Image& picture, const std::vector<Step>& steps) : picture_(picture), steps_(steps) {
    number_.assign(picture.alpha.size(), -1);
    for (std::size_t p = 0; p < number_.size(); ++p)
      if (is_clear(picture, p)) {
        number_[p] = static_cast<int>(pixels_.size());
        pixels_.push_back(p);
      }
    read_colours();
    read_costs();
    for (auto& direction : messages_) direction.assign(pixels_.size() * steps_.size(), 0.0f);
  }

  bool reaches_all() const {
    return std::all_of(pixels_.begin(), pixels_.end(), [&](std::size_t p) {
      return std::any_of(steps_.begin(), steps_.end(),
                         [&](const Step& step) { return source(p, step) >= 0; });
    });
  }

  /// The number of each pixel's step; -1 where the picture is known. Rows are swept forth and back.
  std::vector<int> run() {
    const auto count = static_cast<int>(pixels_.size());
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      for (int i = 0; i < count; ++i) pass(i, right), pass(i, down);
      for (int i = count - 1; i >= 0; --i) pass(i, left), pass(i, up);
    }
    return decide();
  }

 private:
  enum Direction { right, down, left, up };

  template <class T>
  T* row(std::vector<T>& values, std::size_t i) {
    return values.data() + i * steps_.size();
  }
  template <class T>
  const T* row(const std::vector<T>& values, std::size_t i) const {
    return values.data() + i * steps_.size();
  }

  /// The pixel next to pixel i, -1 beyond a side.
  std::ptrdiff_t beside(std::size_t i, Direction to) const {
    const auto p = static_cast<std::ptrdiff_t>(pixels_[i]);
    const std::ptrdiff_t x = p % picture_.width, y = p / picture_.width;
    if (to == right) return x + 1 < picture_.width ? p + 1 : -1;
    if (to == left) return x > 0 ? p - 1 : -1;
    if (to == down) return y + 1 < picture_.height ? p + picture_.width : -1;
    return y > 0 ? p - picture_.width : -1;
  }

  /// The pixel a step away from p; -1 where that is none, or clear.
  std::ptrdiff_t source(std::size_t p, const Step& step) const {
    const int x = static_cast<int>(p) % picture_.width + step.x,
              y = static_cast<int>(p) / picture_.width + step.y;
    if (x < 0 || y < 0 || x >= picture_.width || y >= picture_.height) return -1;
    const std::ptrdiff_t q = static_cast<std::ptrdiff_t>(y) * picture_.width + x;
    return is_clear(picture_, static_cast<std::size_t>(q)) ? -1 : q;
  }

  void read_colours() {
    for (auto& channel : colours_) channel.assign(pixels_.size() * steps_.size(), 0.0f);
    costs_.assign(pixels_.size() * steps_.size(), 0.0f);
    const Image soft = seen_from_afar(picture_);
    for (std::size_t i = 0; i < pixels_.size(); ++i)
      for (std::size_t a = 0; a < steps_.size(); ++a) {
        const std::ptrdiff_t q = source(pixels_[i], steps_[a]);
        const float rarity = static_cast<float>(a) / static_cast<float>(steps_.size());
        row(costs_, i)[a] =
            q < 0 ? kUnseen : kRare * rarity + kUnlike * difference(soft, q, soft, pixels_[i]);
        // What cannot be seen differs from all that can.
        for (std::size_t c = 0; c < 3; ++c)
          row(colours_[c], i)[a] = q < 0 ? -128.0f : picture_.pixels[3 * static_cast<std::size_t>(q) + c];
      }
  }

  /// Beside a known pixel, a step should lead from that to one like it.
  void read_costs() {
    for (std::size_t i = 0; i < pixels_.size(); ++i)
      for (const Direction to : {right, down, left, up}) {
        const std::ptrdiff_t known = beside(i, to);
        if (known < 0 || number_[static_cast<std::size_t>(known)] >= 0) continue;
        for (std::size_t a = 0; a < steps_.size(); ++a) {
          const std::ptrdiff_t q = source(static_cast<std::size_t>(known), steps_[a]);
          row(costs_, i)[a] += q < 0 ? kUnseen / 4 : difference(picture_, q, picture_, known);
        }
      }
  }

  /// How ill each step of pixel j goes with step a of its neighbour i: either's pixel, by the one and the
  /// other.
  void add_seams(std::size_t i, std::size_t j, std::size_t a, float* out) const {
    const std::size_t count = steps_.size();
    for (const auto& channel : colours_) {
      const float *at_i = row(channel, i), *at_j = row(channel, j);
      const float own_i = at_i[a], own_j = at_j[a];
      for (std::size_t b = 0; b < count; ++b) {
        const float d = own_i - at_i[b], e = own_j - at_j[b];
        out[b] += d * d + e * e;
      }
    }
  }

  /// What pixel i says of its own steps, without what `but` told it.
  void belief(std::size_t i, int but, float* out) const {
    std::copy_n(row(costs_, i), steps_.size(), out);
    for (int from = 0; from < 4; ++from)
      if (from != but)
        for (std::size_t a = 0; a < steps_.size(); ++a)
          out[a] += row(messages_[static_cast<std::size_t>(from)], i)[a];
  }

  /// Sends what pixel i knows to its neighbour. messages_[d] came in direction d.
  void pass(int index, Direction to) {
    const auto i = static_cast<std::size_t>(index);
    const std::ptrdiff_t q = beside(i, to);
    const int other = q < 0 ? -1 : number_[static_cast<std::size_t>(q)];
    if (other < 0) return;
    const std::size_t count = steps_.size(), j = static_cast<std::size_t>(other);
    std::vector<float> own(count), seams(count);
    belief(i, (to + 2) % 4, own.data());
    float* message = row(messages_[static_cast<std::size_t>(to)], j);
    std::fill_n(message, count, std::numeric_limits<float>::infinity());
    for (std::size_t a = 0; a < count; ++a) {
      std::fill(seams.begin(), seams.end(), own[a]);
      add_seams(i, j, a, seams.data());
      for (std::size_t b = 0; b < count; ++b) message[b] = std::min(message[b], seams[b]);
    }
    const float least = *std::min_element(message, message + count);
    for (std::size_t b = 0; b < count; ++b) message[b] -= least;
  }

  /// Row by row, the best step given those chosen to the left and above.
  std::vector<int> decide() const {
    std::vector<int> chosen(number_.size(), -1);
    std::vector<float> cost(steps_.size());
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      std::copy_n(row(costs_, i), steps_.size(), cost.data());
      for (const Direction from : {left, up})  // a message that came going left is from the right
        for (std::size_t a = 0; a < steps_.size(); ++a)
          cost[a] += row(messages_[static_cast<std::size_t>(from)], i)[a];
      for (const Direction to : {left, up}) {
        const std::ptrdiff_t q = beside(i, to);
        if (q < 0 || chosen[static_cast<std::size_t>(q)] < 0) continue;
        const auto j = static_cast<std::size_t>(number_[static_cast<std::size_t>(q)]);
        add_seams(j, i, static_cast<std::size_t>(chosen[static_cast<std::size_t>(q)]), cost.data());
      }
      chosen[pixels_[i]] = static_cast<int>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    }
    return chosen;
  }

  const Image& picture_;
  const std::vector<Step>& steps_;
  std::vector<int> number_;                    ///< of each clear pixel, -1 of others
  std::vector<std::size_t> pixels_;            ///< clear ones
  std::array<std::vector<float>, 3> colours_;  ///< of a pixel by each step, channel by channel
  std::vector<float> costs_;
  std::array<std::vector<float>, 4> messages_;
};

}  // namespace

std::optional<std::vector<int>> choose_shifts(const Image& picture, const std::vector<Step>& steps) {
  if (steps.empty()) return std::nullopt;
  Choice choice(picture, steps);
  if (!choice.reaches_all()) return std::nullopt;
  return choice.run();
}

}  // namespace doodle
