#pragma once

#include <stdexcept>
#include <string>

namespace doodle {

/// What kind of thing went wrong. The values are the exit codes of the `doodle` command.
enum class ErrorCode {
  internal = 1,        ///< a defect of this program
  usage = 2,           ///< an option that does not exist or is out of range
  bad_input = 3,       ///< a file or an array that is missing, broken or of the wrong shape
  model_missing = 4,   ///< a network that is not there or cannot be read
  out_of_memory = 5,   ///< no memory left, or more needed than the budget allows
  device_missing = 6,  ///< a device that was asked for by name and is absent
  cancelled = 130      ///< the caller, or Ctrl-C, ended the run
};

/// The root of every exception that the library throws on purpose. `what()` is one line that names the thing
/// and the way out; it never ends in a full stop or a newline.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// An option that does not exist, contradicts another, or is out of its range.
struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error(ErrorCode::usage, message) {}
};

/// A file or an array that is missing, broken or of the wrong shape.
struct BadInput : Error {
  explicit BadInput(const std::string& message) : Error(ErrorCode::bad_input, message) {}
};

/// A network that is not there or whose file cannot be read.
struct ModelMissing : Error {
  explicit ModelMissing(const std::string& message) : Error(ErrorCode::model_missing, message) {}
};

/// No memory left, or more needed than the budget allows.
struct OutOfMemory : Error {
  explicit OutOfMemory(const std::string& message) : Error(ErrorCode::out_of_memory, message) {}
};

/// A device that was asked for by name and is absent.
struct DeviceMissing : Error {
  explicit DeviceMissing(const std::string& message) : Error(ErrorCode::device_missing, message) {}
};

}  // namespace doodle
