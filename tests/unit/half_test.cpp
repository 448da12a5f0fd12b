#include "kernels/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"

namespace doodle {
namespace {

TEST(Half, keeps_what_fp16_can_hold) {
  for (int exponent = -24; exponent <= 15; ++exponent) {
    const int bits = exponent < -14 ? exponent + 24 : 10;  // of the fraction
    for (int i = 0; i < 1 << bits; ++i) {
      const float value = std::ldexp(1 + std::ldexp(static_cast<float>(i), -bits), exponent);
      ASSERT_EQ(round_to_half(value), value);
      ASSERT_EQ(round_to_half(-value), -value);
    }
  }
  EXPECT_EQ(round_to_half(0.0f), 0.0f);
}

TEST(Half, rounds_to_the_nearest_and_halves_to_even) {
  EXPECT_EQ(round_to_half(1 + 0x1p-11f), 1.0f);
  EXPECT_EQ(round_to_half(1 + 0x3p-11f), 1 + 0x1p-9f);
  EXPECT_EQ(round_to_half(1 + 0x1.8p-11f), 1 + 0x1p-10f);
  EXPECT_EQ(round_to_half(-1 - 0x1.8p-11f), -1 - 0x1p-10f);
  EXPECT_EQ(round_to_half(2 - 0x1p-11f), 2.0f);
  EXPECT_EQ(round_to_half(0x1p-25f), 0.0f);
  EXPECT_EQ(round_to_half(0x3p-25f), 0x1p-23f);
  EXPECT_EQ(round_to_half(0x1p-14f - 0x1p-25f), 0x1p-14f);
}

TEST(Half, errs_by_half_a_step_at_most) {
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const float value = std::ldexp(2 * random_uniform(1, i, 0) - 1, static_cast<int>(i % 36) - 20);
    const float step = std::ldexp(1.0f, std::max(value == 0 ? -14 : std::ilogb(value), -14) - 10);
    ASSERT_LE(std::fabs(round_to_half(value) - value), step / 2) << value;
  }
}

TEST(Half, has_the_bits_of_its_value) {
  EXPECT_EQ(float_to_half(1.0f), 0x3c00);
  EXPECT_EQ(float_to_half(-65504.0f), 0xfbff);
  EXPECT_EQ(float_to_half(0x1p-24f), 0x0001);
  EXPECT_TRUE(std::isinf(half_to_float(0x7c00)));
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if ((bits & 0x7c00) == 0x7c00 || half == 0x8000) continue;
    ASSERT_EQ(float_to_half(half_to_float(half)), half);
  }
}

TEST(Half, stays_not_a_number) {
  EXPECT_TRUE(std::isnan(round_to_half(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace doodle
