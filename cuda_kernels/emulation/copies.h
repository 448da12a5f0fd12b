#pragma once

#include <cstring>
#include <vector>

namespace doodle::cuda::emulation {

/// A copy of 16 bytes to shared memory.
struct Copy {
  void* to;
  const void* from;  ///< null: zeros
  void land() const {
    if (from == nullptr)
      std::memset(to, 0, 16);
    else
      std::memcpy(to, from, 16);
  }
};

/// The copies of one thread that are under way, group by group.
class Copies {
 public:
  /// To the group that is not committed yet.
  void add(const Copy& copy) { groups_.back().push_back(copy); }
  void commit() { groups_.emplace_back(); }
  /// All but the newest `left` of the committed groups arrive.
  void wait(int left) {
    while (static_cast<int>(groups_.size()) - 1 > left) {
      for (const Copy& copy : groups_.front()) copy.land();
      groups_.erase(groups_.begin());
    }
  }
  bool any() const {
    for (const auto& group : groups_)
      if (!group.empty()) return true;
    return false;
  }

 private:
  std::vector<std::vector<Copy>> groups_ = std::vector<std::vector<Copy>>(1);
};

}  // namespace doodle::cuda::emulation
