#pragma once

#include <chrono>
#include <string>

#include "doodle/synthesis.h"
#include "status_line.h"

namespace doodle::cli {

/// One line about a moment of a run: phase, stage, per cent, time left, loss. `unit` is what its phases are
/// called.
std::string progress_line(const Progress& progress, const std::string& unit = "phase");

/// Shows progress on stderr: one line that is overwritten on a terminal; plain lines, every few seconds or
/// every so many steps, elsewhere.
class ProgressPrinter {
 public:
  /// `every`: a plain line each so many steps, on a terminal too; 0: by the clock. `unit`: see
  /// progress_line().
  ProgressPrinter(bool quiet, int every, std::string unit = "phase");
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

  void report(const Progress& progress);

 private:
  bool due(const Progress& progress) const;

  bool quiet_;
  int every_;
  std::string unit_;
  bool overwrite_;
  StatusLine line_;
  bool started_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace doodle::cli
