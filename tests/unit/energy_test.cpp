#include "loss/energy.h"

#include <gtest/gtest.h>

#include <limits>

#include "doodle/error.h"

namespace doodle {
namespace {

TEST(Energy, IsTheMeanOfTheSquares) {
  const auto backend = make_backend("cpu");
  const std::vector<float> values{1, -2, 3, 0, 0.5f, 4};
  const auto map = backend->upload<float>({1, 2, 3}, values.data());
  EXPECT_DOUBLE_EQ(mean_energy(*backend, map), (1 + 4 + 9 + 0.25 + 16) / 6);
}

TEST(Energy, OfAnEmptyMapIsAnError) {
  const auto backend = make_backend("cpu");
  EXPECT_THROW(mean_energy(*backend, Tensor<float>()), Error);
}

TEST(EnergyScale, BringsEveryNetworkToVgg19sEnergy) {
  EXPECT_DOUBLE_EQ(energy_scale("3_1", 1.3e4), 1);
  EXPECT_DOUBLE_EQ(energy_scale("3_1", 1.3), 1e4);
  EXPECT_NEAR(energy_scale("4_1", 1) / energy_scale("4_2", 1), 7.5e4 / 5.3e4, 0.03);
}

TEST(EnergyScale, ALayerThatVgg19LacksCountsAsTheOneBefore) {
  EXPECT_EQ(energy_scale("4_12", 7), energy_scale("4_4", 7));
  EXPECT_EQ(energy_scale("2_3", 7), energy_scale("2_2", 7));
  EXPECT_EQ(energy_scale("6_1", 7), energy_scale("5_1", 7));
}

TEST(EnergyScale, ALayerWithoutEnergyHasNoSay) {
  EXPECT_EQ(energy_scale("3_1", 0), 0);
  EXPECT_EQ(energy_scale("3_1", std::numeric_limits<double>::quiet_NaN()), 0);
  EXPECT_EQ(energy_scale("3_1", std::numeric_limits<double>::infinity()), 0);
}

TEST(EnergyScale, ANameThatIsNoLayerIsAUsageError) {
  for (const char* name : {"", "3", "_", "3_", "_1", "a_1", "3_x", "3_1x", "0_1", "3_-1", "99999999999_1"}) {
    EXPECT_THROW(energy_scale(name, 1), UsageError) << name;
  }
}

}  // namespace
}  // namespace doodle
