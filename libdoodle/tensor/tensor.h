#pragma once

#include <cstddef>
#include <memory>

namespace doodle {

/// Height, width and channels of an array, stored row by row with the channels of a position together (HWC).
struct Shape {
  int height = 0;
  int width = 0;
  int channels = 1;
  std::size_t positions() const { return static_cast<std::size_t>(height) * static_cast<std::size_t>(width); }
  std::size_t size() const { return positions() * static_cast<std::size_t>(channels); }
  bool operator==(const Shape&) const = default;
};

/// An HWC array in the memory of a backend. Copies share the memory; the last one frees it. data() may be
/// dereferenced by the backend that made it, and by the host only when that backend is `cpu`.
template <class T>
class Tensor {
 public:
  Tensor() = default;
  Tensor(Shape shape, std::shared_ptr<T> memory) : shape_(shape), memory_(std::move(memory)) {}

  Shape shape() const { return shape_; }
  std::size_t size() const { return shape_.size(); }
  bool empty() const { return memory_ == nullptr; }
  T* data() const { return memory_.get(); }

 private:
  Shape shape_{0, 0, 1};
  std::shared_ptr<T> memory_;
};

}  // namespace doodle
