#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/broken_file.h"
#include "importers/pickle_value.h"

namespace doodle {

/// The stack that a pickle's instructions work on, with marks in it. Throws BrokenFile where a pickle takes
/// more than it has put down, or nests more than any network.
class PickleStack {
 public:
  using Kind = PickleValue::Kind;

  explicit PickleStack(PickleValues& values) : values_(values) {}

  void push(PickleValue* value) {
    demand(stack_.size() < deepest_stack, "its pickle nests more objects than any network");
    stack_.push_back(value);
  }
  PickleValue* top() {
    demand(stack_.size() > (marks_.empty() ? 0 : marks_.back()),
           "its pickle takes more than it has put down");
    return stack_.back();
  }
  PickleValue* pop() {
    PickleValue* value = top();
    stack_.pop_back();
    return value;
  }
  void mark() {
    demand(marks_.size() < deepest_stack, "its pickle nests more objects than any network");
    marks_.push_back(stack_.size());
  }
  /// The values since the last mark, which is removed.
  std::vector<PickleValue*> pop_to_mark() {
    demand(!marks_.empty(), "its pickle lacks a mark");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleValue*> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  // These make what they push, and return true, so that an instruction can end with them.
  bool push_number(Kind kind, std::int64_t number) {
    PickleValue* value = values_.make(kind);
    value->integer = number;
    push(value);
    return true;
  }
  bool push_text(Kind kind, std::string_view text) {
    PickleValue* value = values_.make(kind);
    value->text = text;
    push(value);
    return true;
  }
  bool push_items(Kind kind, std::vector<PickleValue*> items) {
    demand(kind != Kind::dict || items.size() % 2 == 0,
           "a dictionary in its pickle has a key without a value");
    PickleValue* value = values_.make(kind);
    value->items = std::move(items);
    push(value);
    return true;
  }
  bool push_tuple(std::size_t count) {
    std::vector<PickleValue*> items(count);
    while (count > 0) items[--count] = pop();
    return push_items(Kind::tuple, std::move(items));
  }

 private:
  static constexpr std::size_t deepest_stack = 1'000'000;

  PickleValues& values_;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;  ///< sizes of the stack
};

}  // namespace doodle
