#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace doodle::cli {
namespace {

using namespace std::chrono_literals;

const char* stage_name(Stage stage) {
  switch (stage) {
    case Stage::prepare:
      return "prepare";
    case Stage::vote:
      return "vote";
    case Stage::refine:
      return "refine";
    case Stage::finish:
      return "finish";
  }
  return "";
}

bool can_overwrite() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string duration(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min", seconds / 60);
}

}  // namespace

std::string progress_line(const Progress& progress) {
  std::string line =
      fmt::format("phase {}/{}  {} {}/{}  {:.0f}%", progress.phase + 1, progress.phases,
                  stage_name(progress.stage), progress.step, progress.steps, progress.fraction * 100);
  if (progress.seconds_left > 0) line += fmt::format("  {} left", duration(progress.seconds_left));
  if (progress.loss != 0) line += fmt::format("  loss {:.4g}", progress.loss);
  return line;
}

ProgressPrinter::ProgressPrinter(bool quiet, int every)
    : quiet_(quiet), every_(every), overwrite_(every == 0 && can_overwrite()) {}

bool ProgressPrinter::due(const Progress& progress) const {
  if (quiet_) return false;
  if (!started_) return true;
  if (every_ > 0) return progress.step > 0 && progress.step % every_ == 0;
  return std::chrono::steady_clock::now() - last_ >= (overwrite_ ? 100ms : 3000ms);
}

void ProgressPrinter::report(const Progress& progress) {
  if (!due(progress)) return;
  started_ = true;
  last_ = std::chrono::steady_clock::now();
  const std::string line = progress_line(progress);
  if (!overwrite_) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  // Spaces wipe what a longer line left behind: no escape sequences, which not every log can show.
  fmt::print(stderr, "\r{:<{}}", line, shown_);
  std::fflush(stderr);
  shown_ = line.size();
}

void ProgressPrinter::end_line() {
  if (shown_ > 0) fmt::print(stderr, "\n");
  shown_ = 0;
}

}  // namespace doodle::cli
