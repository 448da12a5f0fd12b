#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "backend/backend.h"
#include "base/random.h"
#include "reference/array.h"

namespace doodle {

/// A tensor with a margin of known values in front and behind, to see whether an operation writes outside.
template <class T>
class Guarded {
 public:
  static constexpr std::size_t margin = 64;
  static constexpr T sentinel = static_cast<T>(-12345);

  Guarded(Backend& backend, Shape shape, const std::vector<T>& values) : backend_(backend) {
    std::vector<T> host(shape.size() + 2 * margin, sentinel);
    std::copy(values.begin(), values.end(), host.begin() + margin);
    memory_ = backend.upload<T>({1, static_cast<int>(host.size()), 1}, host.data());
    // The margins' owner is shared, so the inner tensor may outlive this object.
    auto whole = std::make_shared<Tensor<T>>(memory_);
    tensor_ = Tensor<T>(shape, std::shared_ptr<T>(whole, memory_.data() + margin));
  }

  Tensor<T>& tensor() { return tensor_; }

  /// The values inside; fails the test when the margin has changed.
  std::vector<T> read() const {
    backend_.synchronise();
    const std::vector<T> all = backend_.download(memory_);
    for (std::size_t i = 0; i < margin; ++i) {
      EXPECT_EQ(all[i], sentinel) << "written in front of the output";
      EXPECT_EQ(all[all.size() - 1 - i], sentinel) << "written behind the output";
    }
    return {all.begin() + margin, all.end() - margin};
  }

 private:
  Backend& backend_;
  Tensor<T> memory_, tensor_;
};

/// Values between low and high that floats hold exactly, so that oracle and backend start from the same
/// numbers.
inline reference::Array random_array(Shape shape, double low, double high, std::uint64_t seed) {
  reference::Array array(shape.height, shape.width, shape.channels);
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    array.values[i] =
        static_cast<float>(low + (high - low) * static_cast<double>(random_uniform(seed, 0, i)));
  }
  return array;
}

inline std::vector<int> random_indices(std::size_t count, int below, std::uint64_t seed) {
  std::vector<int> indices(count);
  for (std::size_t i = 0; i < count; ++i) {
    indices[i] = static_cast<int>(random_below(random_word(seed, 1, i), static_cast<std::uint32_t>(below)));
  }
  return indices;
}

inline std::vector<float> floats(const reference::Array& array) {
  return {array.values.begin(), array.values.end()};
}

inline Tensor<float> upload(Backend& backend, const reference::Array& array) {
  return backend.upload<float>({array.height, array.width, array.channels}, floats(array).data());
}

}  // namespace doodle
