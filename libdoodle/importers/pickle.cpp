#include "importers/pickle.h"

#include <charconv>
#include <unordered_map>

#include "importers/pickle_globals.h"
#include "importers/pickle_stack.h"
#include "importers/pickle_text.h"

namespace doodle {
namespace {

using Kind = PickleValue::Kind;

/// The stack machine that a pickle is a program for.
class Machine {
 public:
  Machine(ByteCursor& cursor, PickleValues& values) : cursor_(cursor), values_(values), stack_(values) {}

  const PickleValue& run() {
    for (;;) {
      const auto code = cursor_.number<unsigned char>();
      if (code == '.') return *stack_.pop();
      if (!constant(code) && !container(code) && !memory(code) && !call(code))
        throw BrokenFile(fmt::format(
            "its pickle has the instruction {:#04x}, which no network needs; nothing was run", code));
    }
  }

 private:
  bool constant(unsigned char code);
  bool text_constant(unsigned char code);
  bool long_number(std::string_view bytes);
  bool container(unsigned char code);
  bool extend(Kind kind, const std::vector<PickleValue*>& items);
  bool memory(unsigned char code);
  bool put(std::uint64_t index);
  bool get(std::uint64_t index);
  bool call(unsigned char code);
  bool push_global(std::string module, std::string_view name);

  ByteCursor& cursor_;
  PickleValues& values_;
  PickleStack stack_;
  std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

/// A whole number of any length, as two's complement; one that needs more than 8 bytes becomes a text.
bool Machine::long_number(std::string_view bytes) {
  if (bytes.size() > 8) return stack_.push_text(Kind::text, bytes);
  std::uint64_t number = !bytes.empty() && (bytes.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return stack_.push_number(Kind::integer, static_cast<std::int64_t>(number));
}

bool Machine::constant(unsigned char code) {
  switch (code) {
    case 'N':
      return stack_.push_number(Kind::none, 0);
    case 0x88:
    case 0x89:
      return stack_.push_number(Kind::boolean, code == 0x88 ? 1 : 0);
    case 'J':
      return stack_.push_number(Kind::integer, cursor_.number<std::int32_t>());
    case 'K':
      return stack_.push_number(Kind::integer, cursor_.number<std::uint8_t>());
    case 'M':
      return stack_.push_number(Kind::integer, cursor_.number<std::uint16_t>());
    case 0x8a:
      return long_number(cursor_.take(cursor_.number<std::uint8_t>()));
    case 0x8b:
      return long_number(cursor_.take(cursor_.number<std::uint32_t>()));
    case 'G':
      cursor_.take(8);  // nothing that is needed is a single real number
      return stack_.push_number(Kind::real, 0);
    case 'F':
      cursor_.line();
      return stack_.push_number(Kind::real, 0);
    case 'I':
    case 'L': {
      const PickledNumber number = parse_pickled_number(cursor_.line());
      return stack_.push_number(number.boolean ? Kind::boolean : Kind::integer, number.value);
    }
    default:
      return text_constant(code);
  }
}

bool Machine::text_constant(unsigned char code) {
  switch (code) {
    case 'S':
      return stack_.push_text(Kind::text, values_.keep(unescape_pickled_string(cursor_.line())));
    case 'V':
      return stack_.push_text(Kind::text, values_.keep(unescape_pickled_unicode(cursor_.line())));
    case 'U':
    case 'C':
    case 0x8c:
      return stack_.push_text(Kind::text, cursor_.take(cursor_.number<std::uint8_t>()));
    case 'T':
    case 'B':
    case 'X':
      return stack_.push_text(Kind::text, cursor_.take(cursor_.number<std::uint32_t>()));
    case 0x8d:
    case 0x8e:
    case 0x96:
      return stack_.push_text(Kind::text, cursor_.take(cursor_.number<std::uint64_t>()));
    default:
      return false;
  }
}

bool Machine::extend(Kind kind, const std::vector<PickleValue*>& items) {
  PickleValue& target = *stack_.top();
  demand(target.kind == kind && (kind != Kind::dict || items.size() % 2 == 0),
         "its pickle adds items to what is no list or dictionary");
  target.items.insert(target.items.end(), items.begin(), items.end());
  return true;
}

bool Machine::container(unsigned char code) {
  switch (code) {
    case '(':
      stack_.mark();
      return true;
    case ')':
      return stack_.push_items(Kind::tuple, {});
    case ']':
      return stack_.push_items(Kind::list, {});
    case '}':
      return stack_.push_items(Kind::dict, {});
    case 't':
      return stack_.push_items(Kind::tuple, stack_.pop_to_mark());
    case 'l':
      return stack_.push_items(Kind::list, stack_.pop_to_mark());
    case 'd':
      return stack_.push_items(Kind::dict, stack_.pop_to_mark());
    case 0x85:
    case 0x86:
    case 0x87:
      return stack_.push_tuple(static_cast<std::size_t>(code - 0x84));
    case 'a':
      return extend(Kind::list, {stack_.pop()});
    case 'e':
      return extend(Kind::list, stack_.pop_to_mark());
    case 's': {
      PickleValue* value = stack_.pop();
      PickleValue* key = stack_.pop();
      return extend(Kind::dict, {key, value});
    }
    case 'u':
      return extend(Kind::dict, stack_.pop_to_mark());
    default:
      return false;
  }
}

bool Machine::put(std::uint64_t index) {
  memo_[index] = stack_.top();
  return true;
}

bool Machine::get(std::uint64_t index) {
  const auto found = memo_.find(index);
  demand(found != memo_.end(), "its pickle refers to an object {} that it has not kept", index);
  stack_.push(found->second);
  return true;
}

/// Instructions that move values, and those about the pickle itself.
bool Machine::memory(unsigned char code) {
  switch (code) {
    case 0x80:
      demand(cursor_.number<std::uint8_t>() <= 5, "its pickle is of a protocol after 5");
      return true;
    case 0x95:  // the length of what follows
      cursor_.take(8);
      return true;
    case '0':
      stack_.pop();
      return true;
    case '1':
      stack_.pop_to_mark();
      return true;
    case '2':
      stack_.push(stack_.top());
      return true;
    case 'q':
      return put(cursor_.number<std::uint8_t>());
    case 'r':
      return put(cursor_.number<std::uint32_t>());
    case 'p':
      return put(static_cast<std::uint64_t>(parse_pickled_number(cursor_.line()).value));
    case 0x94:
      return put(memo_.size());
    case 'h':
      return get(cursor_.number<std::uint8_t>());
    case 'j':
      return get(cursor_.number<std::uint32_t>());
    case 'g':
      return get(static_cast<std::uint64_t>(parse_pickled_number(cursor_.line()).value));
    default:
      return false;
  }
}

bool Machine::push_global(std::string module, std::string_view name) {
  const std::string_view global = values_.keep(std::move(module) + " " + std::string(name));
  check_global(global);
  return stack_.push_text(Kind::global, global);
}

bool Machine::call(unsigned char code) {
  switch (code) {
    case 'c': {
      const std::string module(cursor_.line());
      return push_global(module, cursor_.line());
    }
    case 0x93: {
      const PickleValue* name = stack_.pop();
      const PickleValue* module = stack_.pop();
      demand(name->kind == Kind::text && module->kind == Kind::text, "its pickle names no class");
      return push_global(std::string(module->text), name->text);
    }
    case 'R': {
      const PickleValue* arguments = stack_.pop();
      const PickleValue* global = stack_.pop();
      stack_.push(call_global(values_, *global, *arguments));
      return true;
    }
    case 'b': {
      const PickleValue* state = stack_.pop();
      set_state(*stack_.top(), *state);
      return true;
    }
    case 'Q':
      return stack_.push_items(Kind::persistent, {stack_.pop()});
    default:
      return false;
  }
}

}  // namespace

const PickleValue& read_pickle(ByteCursor& cursor, PickleValues& values) {
  return Machine(cursor, values).run();
}

}  // namespace doodle
