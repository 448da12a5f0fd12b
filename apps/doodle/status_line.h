#pragma once

#include <cstddef>
#include <string>

namespace doodle::cli {

/// Whether stderr is a terminal on which a line can be written over.
bool can_overwrite();

/// `12 s`, `3 min`.
std::string duration(double seconds);

/// A line at the end of stderr that each new text overwrites.
class StatusLine {
 public:
  StatusLine() = default;
  ~StatusLine() { end(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  void show(const std::string& text);
  /// Leaves the line as it is, so that something else can be printed.
  void end();

 private:
  std::size_t shown_ = 0;  ///< characters that stand there
};

}  // namespace doodle::cli
