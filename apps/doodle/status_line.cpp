#include "status_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace doodle::cli {

bool can_overwrite() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string duration(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min", seconds / 60);
}

void StatusLine::show(const std::string& text) {
  // Spaces wipe what a longer line left behind: no escape sequences, which not every log can show.
  fmt::print(stderr, "\r{:<{}}", text, shown_);
  std::fflush(stderr);
  shown_ = text.size();
}

void StatusLine::end() {
  if (shown_ > 0) fmt::print(stderr, "\n");
  shown_ = 0;
}

}  // namespace doodle::cli
