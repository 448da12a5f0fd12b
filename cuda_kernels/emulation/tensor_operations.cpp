#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "emulation/emulation.h"
#include "emulation/group_product.h"
#include "kernels/half.h"

namespace doodle::cuda::emulation {
namespace {

constexpr int kWarp = 32;
/// Products that a tensor core adds to a sum before it cuts off (on sm_80; Fasi et al. 2021, "Numerical
/// behavior of NVIDIA tensor cores").
constexpr int kExact = 8;

struct Fragments {
  unsigned a[4], b[2];
  float c[4];
};

/// Of every fp16 number: there are thousands to convert for every product.
const float* half_values() {
  static const std::vector<float> values = [] {
    std::vector<float> all(1 << 16);
    for (std::size_t bits = 0; bits < all.size(); ++bits)
      all[bits] = half_to_float(static_cast<std::uint16_t>(bits));
    return all;
  }();
  return values.data();
}

/// The float nearest to `sum` that is no further from zero: tensor cores cut off what does not fit.
__attribute__((no_sanitize("address", "undefined"))) inline float cut_off(double sum) {
  const float nearest = static_cast<float>(sum);
  const bool beyond = std::abs(static_cast<double>(nearest)) > std::abs(sum);
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(nearest) - (beyond ? 1u : 0u));
}

/// The 16x16 and 16x8 halfs that a warp's fragments hold, and the product added to c. All of its arrays are
/// its own; sanitisers, which take their time, have nothing to find.
__attribute__((no_sanitize("address", "undefined"))) void multiply_fragments(Mail* warp) {
  const float* halfs = half_values();
  Fragments all[kWarp];
  float left[16][16], right[16][8];
  for (int lane = 0; lane < kWarp; ++lane) {
    Fragments& mine = all[lane];
    std::memcpy(&mine, warp[lane].given, sizeof mine);
    const int group = lane >> 2, first = (lane & 3) * 2;
    for (int odd = 0; odd < 2; ++odd) {
      const auto half = [&](unsigned pair) { return halfs[(pair >> (16 * odd)) & 0xffffu]; };
      for (int i = 0; i < 4; ++i) left[group + (i & 1) * 8][first + odd + (i >> 1) * 8] = half(mine.a[i]);
      for (int i = 0; i < 2; ++i) right[first + odd + i * 8][group] = half(mine.b[i]);
    }
  }
  float sum[16][8];
  for (int lane = 0; lane < kWarp; ++lane)
    for (int i = 0; i < 4; ++i) sum[(lane >> 2) + (i >> 1) * 8][(lane & 3) * 2 + (i & 1)] = all[lane].c[i];
  for (int y = 0; y < 16; ++y) {
    for (int part = 0; part < 16; part += kExact) {
      double exact[8];
      for (int x = 0; x < 8; ++x) exact[x] = static_cast<double>(sum[y][x]);
      for (int k = part; k < part + kExact; ++k)
        for (int x = 0; x < 8; ++x) exact[x] += static_cast<double>(left[y][k] * right[k][x]);
      for (int x = 0; x < 8; ++x) sum[y][x] = cut_off(exact[x]);
    }
  }
  for (int lane = 0; lane < kWarp; ++lane) {
    for (int i = 0; i < 4; ++i) all[lane].c[i] = sum[(lane >> 2) + (i >> 1) * 8][(lane & 3) * 2 + (i & 1)];
    std::memcpy(warp[lane].got, all[lane].c, sizeof all[lane].c);
  }
}

/// Row r of matrix i lies where lane 8i + r says.
void load_rows(Mail* warp) {
  for (int lane = 0; lane < kWarp; ++lane) {
    for (int i = 0; i < 4; ++i) {
      const unsigned char* row;
      std::memcpy(&row, warp[8 * i + (lane >> 2)].given, sizeof row);
      std::memcpy(warp[lane].got + 4 * i, row + 4 * (lane & 3), 4);
    }
  }
}

}  // namespace

void load_matrices(unsigned (&to)[4], const void* row) {
  if (reinterpret_cast<std::uintptr_t>(row) % 16 != 0)
    refuse("load_matrices: a row is not aligned to 16 bytes");
  std::memcpy(to, combine_warp(&row, sizeof row, load_rows), sizeof to);
}

void multiply_tiles(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  Fragments mine;
  std::memcpy(mine.a, a, sizeof a);
  std::memcpy(mine.b, b, sizeof b);
  std::memcpy(mine.c, c, sizeof c);
  std::memcpy(c, combine_warp(&mine, sizeof mine, multiply_fragments), sizeof c);
}

__attribute__((no_sanitize("undefined"))) void GroupProduct::finish() const {
  constexpr int kDepth = 16, kColumns = 32;  // of the thread
  const float* halfs = half_values();
  // Value j of a row of 64 halfs, whose pieces of eight change places from row to row.
  const auto at = [&](const std::uint16_t* rows, int row, int j) {
    return halfs[rows[row * 64 + (((k + j) / 8 ^ (row & 7)) * 8) + (k + j) % 8]];
  };
  const int row = thread / 32 * 16 + thread % 32 / 4, column = thread % 4 * 2;
  float b[kDepth][kColumns];
  for (int c = 0; c < kColumns; ++c)
    for (int j = 0; j < kDepth; ++j) b[j][c] = at(right, c / 2 * 8 + column + c % 2, j);
  for (int r = 0; r < 2; ++r) {
    double exact[kColumns];
    for (int c = 0; c < kColumns; ++c) exact[c] = add ? static_cast<double>(sums[c / 2][2 * r + c % 2]) : 0.0;
    for (int j = 0; j < kDepth; ++j) {
      const float a = at(left, row + 8 * r, j);
      for (int c = 0; c < kColumns; ++c) exact[c] += static_cast<double>(a * b[j][c]);
      if (j % kExact != kExact - 1) continue;
      for (int c = 0; c < kColumns; ++c) exact[c] = static_cast<double>(cut_off(exact[c]));
    }
    for (int c = 0; c < kColumns; ++c) sums[c / 2][2 * r + c % 2] = static_cast<float>(exact[c]);
  }
}

}  // namespace doodle::cuda::emulation
