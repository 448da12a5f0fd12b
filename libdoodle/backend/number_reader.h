#pragma once

#include "tensor/tensor.h"

namespace doodle {

/// Shows the host a number that changes as the work goes on, without holding up the device. The number is
/// one element of the backend's memory.
class NumberReader {
 public:
  virtual ~NumberReader() = default;
  /// Begins to read `number` as it is at this point of the work. Returns what has been read so far: where the
  /// device works on while the host reads, what the call before began to read, else `number` itself. The
  /// first call always returns `number` itself.
  virtual double next(const Tensor<double>& number) = 0;
  /// What the last call of next(), of which there must have been one, began to read.
  virtual double last() = 0;
};

}  // namespace doodle
