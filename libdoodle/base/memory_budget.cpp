#include "base/memory_budget.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace doodle {

std::size_t memory_budget(double memory_gib) {
  constexpr double most = 0x1p62;  // that no machine has
  if (memory_gib > 0) return static_cast<std::size_t>(std::llround(std::min(memory_gib * kGiB, most)));
  return static_cast<std::size_t>(0.75 * static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                                  static_cast<double>(sysconf(_SC_PAGE_SIZE)));
}

}  // namespace doodle
