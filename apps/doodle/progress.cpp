#include "progress.h"

#include <fmt/format.h>

#include <utility>

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

}  // namespace

std::string progress_line(const Progress& progress, const std::string& unit) {
  std::string line =
      fmt::format("{} {}/{}  {} {}/{}  {:.0f}%", unit, progress.phase + 1, progress.phases,
                  stage_name(progress.stage), progress.step, progress.steps, progress.fraction * 100);
  if (progress.seconds_left > 0) line += fmt::format("  {} left", duration(progress.seconds_left));
  if (progress.loss != 0) line += fmt::format("  loss {:.4g}", progress.loss);
  return line;
}

ProgressPrinter::ProgressPrinter(bool quiet, int every, std::string unit)
    : quiet_(quiet), every_(every), unit_(std::move(unit)), overwrite_(every == 0 && can_overwrite()) {}

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
  const std::string line = progress_line(progress, unit_);
  if (!overwrite_) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  line_.show(line);
}

}  // namespace doodle::cli
