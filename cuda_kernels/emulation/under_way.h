#pragma once

#include <cstring>
#include <vector>

namespace doodle::cuda::emulation {

/// A copy to shared memory.
struct Copy {
  void* to;
  const void* from;  ///< null: zeros
  std::size_t bytes = 16;
  void finish() const {
    if (from == nullptr)
      std::memset(to, 0, bytes);
    else
      std::memcpy(to, from, bytes);
  }
};

/// What one thread has under way, group by group: copies or products.
template <class Work>
class UnderWay {
 public:
  /// To the group that is not committed yet.
  void add(const Work& work) { groups_.back().push_back(work); }
  void commit() { groups_.emplace_back(); }
  /// All but the newest `left` of the committed groups are finished.
  void wait(int left) {
    while (static_cast<int>(groups_.size()) - 1 > left) {
      for (const Work& work : groups_.front()) work.finish();
      groups_.erase(groups_.begin());
    }
  }
  bool any() const {
    for (const auto& group : groups_)
      if (!group.empty()) return true;
    return false;
  }

 private:
  std::vector<std::vector<Work>> groups_ = std::vector<std::vector<Work>>(1);
};

}  // namespace doodle::cuda::emulation
