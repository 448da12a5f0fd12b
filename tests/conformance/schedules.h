#pragma once

#include <gtest/gtest.h>

#include <array>

#include "emulation/emulation.h"

namespace doodle::cuda {

inline constexpr std::array kSchedules{emulation::Schedule::forward, emulation::Schedule::reverse,
                                       emulation::Schedule::round};

/// Tests that change the schedule of the emulation.
class ScheduleTest : public testing::Test {
 protected:
  void TearDown() override { emulation::set_schedule(emulation::Schedule::forward); }
};

}  // namespace doodle::cuda
