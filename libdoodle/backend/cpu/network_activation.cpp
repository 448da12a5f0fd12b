#include "backend/cpu/network_activation.h"

#include <array>
#include <bit>

#include "backend/network_shape.h"
#include "base/parallel.h"
#include "base/vectorise.h"

namespace doodle::cpu {
namespace {

/// body(first, count) for every row of the map's values.
template <class Body>
void for_rows(const BlockedMap& map, const Body& body) {
  const auto count = static_cast<std::int64_t>(map.row_size());
  parallel_for(static_cast<std::int64_t>(map.blocks()) * map.shape.height,
               [&](std::int64_t row) { body(row * count, count); });
}

constexpr int lanes = 8;  // values whose signs share a byte; a row of blocks is a multiple of it

/// The sign of value j of each eight goes into bit j: the product moves eight bytes that are 0 or 1 there.
/// (`__restrict`, since bytes may alias anything, which would keep the compiler from using vectors.)
DOODLE_VECTORISED void note_signs(const float* __restrict y, std::int64_t count,
                                  std::uint8_t* __restrict positive) {
  for (std::int64_t g = 0; g < count / lanes; ++g) {
    std::array<std::uint8_t, lanes> ones;
    for (std::size_t j = 0; j < lanes; ++j) ones[j] = y[g * lanes + static_cast<std::int64_t>(j)] > 0;
    positive[g] = static_cast<std::uint8_t>(std::bit_cast<std::uint64_t>(ones) * 0x0102040810204080u >> 56);
  }
}

DOODLE_VECTORISED void scale_others(const std::uint8_t* __restrict positive, float slope, std::int64_t count,
                                    float* __restrict gradient) {
  for (std::int64_t g = 0; g < count / lanes; ++g) {
    const int bits = positive[g];
    for (int j = 0; j < lanes; ++j) gradient[g * lanes + j] *= (bits & (1 << j)) != 0 ? 1.0f : slope;
  }
}

DOODLE_VECTORISED void scale_by_elu(const float* __restrict y, std::int64_t count,
                                    float* __restrict gradient) {
  for (std::int64_t i = 0; i < count; ++i) gradient[i] *= y[i] > 0 ? 1.0f : y[i] + 1.0f;
}

}  // namespace

ActivationGradient::ActivationGradient(NetworkContext& context, Activation activation, const BlockedMap& y)
    : activation_(activation), y_(y) {
  if (activation == Activation::none || needs_outputs(activation)) return;
  positive_ = reinterpret_cast<std::uint8_t*>(context.allocate(y.size() / lanes / sizeof(float) + 1));
}

void ActivationGradient::record() {
  if (positive_ == nullptr) return;
  for_rows(y_, [&](std::int64_t first, std::int64_t count) {
    note_signs(y_.data + first, count, positive_ + first / lanes);
  });
}

void ActivationGradient::apply(const BlockedMap& gradient) const {
  if (activation_ == Activation::none) return;
  const float slope = activation_ == Activation::leaky ? leaky_slope : 0.0f;
  for_rows(gradient, [&](std::int64_t first, std::int64_t count) {
    if (needs_outputs(activation_)) return scale_by_elu(y_.data + first, count, gradient.data + first);
    scale_others(positive_ + first / lanes, slope, count, gradient.data + first);
  });
}

}  // namespace doodle::cpu
