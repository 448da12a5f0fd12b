#include "importers/arrays.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace doodle {
namespace {

constexpr std::size_t most_dimensions = 32;
constexpr std::size_t most_arrays = 10000;
/// VGG's largest kernel is 512 x 512 x 3 x 3, and the convolutions of VGG-19 hold 20 million weights.
constexpr std::int64_t largest_array = 512 * 512 * 9;
constexpr std::int64_t most_values = 64'000'000;

}  // namespace

std::int64_t ModelArrays::count(const std::vector<std::int64_t>& shape) {
  demand(shape.size() <= most_dimensions, "an array has {} dimensions", shape.size());
  std::int64_t count = 1;
  for (const std::int64_t length : shape) {
    demand(length >= 0, "an array has a negative length");
    demand(!__builtin_mul_overflow(count, length, &count), "the shape {} is too large",
           fmt::join(shape, " x "));
  }
  return count;
}

bool ModelArrays::wanted(const std::vector<std::int64_t>& shape) {
  const std::int64_t values = count(shape);
  if (values < 1 || values > largest_array) return false;
  const auto longer = std::count_if(shape.begin(), shape.end(), [](auto length) { return length > 1; });
  return shape.size() == 4 || (longer <= 1 && !shape.empty());
}

void ModelArrays::reserve(const std::vector<std::int64_t>& shape) {
  reserved_ += count(shape);
  demand(reserved_ <= most_values, "its arrays are larger than those of any VGG");
}

void ModelArrays::add(std::string name, std::vector<std::int64_t> shape, std::vector<float> values) {
  demand(values.empty() || static_cast<std::int64_t>(values.size()) == count(shape),
         "{} holds {} values, not those of its shape {}", quoted_name(name), values.size(),
         fmt::join(shape, " x "));
  demand(arrays_.size() < most_arrays, "it holds more arrays than any network");
  arrays_.push_back({std::move(name), std::move(shape), std::move(values)});
}

}  // namespace doodle
