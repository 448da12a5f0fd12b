#pragma once

#include <cstdint>
#include <vector>

namespace doodle::cpu {

/// The transport of one channel (kernels/transport.h), prepared for many values: the ranks of a run of values
/// are searched side by side, without a branch that a value decides, so that the compiler can give them one
/// register. The bytes are those of rank_of() and quantile_at().
class TransportLine {
 public:
  static constexpr int longest_run = 512;

  /// Both ascending and not empty.
  TransportLine(const float* source, int source_count, const float* target, int target_count);

  /// Turns `count` values, at most longest_run, into their quantiles of the target.
  void apply(const float* values, int count, float* quantiles) const;

 private:
  int source_count_, target_count_;
  float low_, scale_;          ///< of the stretches: equal parts of the source's range
  int steps_ = 1;              ///< a power of two above the number of samples in any stretch
  bool ties_ = false;          ///< whether samples are equal
  std::vector<int> begins_;    ///< the first sample of each stretch
  std::vector<float> source_;  ///< with infinities after it, for searches to end
  std::vector<float> target_;  ///< with its last value once more
};

}  // namespace doodle::cpu
