#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importers/arrays.h"

namespace doodle {

/// One object of a pickle. Values refer to each other by pointers that PickleValues owns, as a pickle may
/// refer to one object in many places, and to an object from within itself.
struct PickleValue {
  enum class Kind {
    none,
    boolean,
    integer,
    real,
    text,        ///< a string or bytes
    tuple,       ///< items
    list,        ///< items
    dict,        ///< items: key, value, key, value, ...
    global,      ///< text: `module name`
    persistent,  ///< items[0]: the id; PyTorch's name for a storage
    ndarray,     ///< state: items are shape, dtype, whether Fortran's order, data
    dtype,       ///< text: `f4`; integer: 1 for big-endian
    tensor       ///< items are storage, offset, size, stride
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  std::string_view text{};
  std::vector<PickleValue*> items{};
};

/// Owns the values of a pickle and the texts that do not lie in the file itself.
class PickleValues {
 public:
  /// Throws BrokenFile when there are more than a network needs.
  PickleValue* make(PickleValue::Kind kind) {
    demand(values_.size() < most_values, "its pickle holds more objects than any network");
    values_.push_back({kind});
    return &values_.back();
  }
  /// Throws BrokenFile when all texts together are larger than the largest network's weights.
  std::string_view keep(std::string text) {
    kept_ += text.size();
    demand(kept_ <= most_text, "its pickle holds longer texts than any network");
    return texts_.emplace_back(std::move(text));
  }

  const std::deque<PickleValue>& all() const { return values_; }

 private:
  static constexpr std::size_t most_text = 1u << 30;
  static constexpr std::size_t most_values = 200'000;
  std::deque<PickleValue> values_;
  std::deque<std::string> texts_;
  std::size_t kept_ = 0;
};

/// The item of a tuple or list. Throws BrokenFile, naming `what`, when there is none or it is of another
/// kind.
const PickleValue& item_of(const PickleValue& value, std::size_t index, PickleValue::Kind kind,
                           const char* what);

/// A tuple or list of integers. Throws BrokenFile, naming `what`, for anything else.
std::vector<std::int64_t> integers_of(const PickleValue& value, const char* what);

}  // namespace doodle
