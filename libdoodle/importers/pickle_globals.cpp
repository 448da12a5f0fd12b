#include "importers/pickle_globals.h"

#include <algorithm>

namespace doodle {
namespace {

using Kind = PickleValue::Kind;

/// What a call of a global makes.
enum class Call { nothing, dict, new_ndarray, ndarray_from_buffer, dtype, encoded_text, tensor, parameter };

struct KnownGlobal {
  std::string_view name;
  Call call;
};

constexpr KnownGlobal known_globals[] = {
    {"collections OrderedDict", Call::dict},
    {"_codecs encode", Call::encoded_text},
    {"numpy ndarray", Call::nothing},
    {"numpy dtype", Call::dtype},
    {"numpy.core.multiarray _reconstruct", Call::new_ndarray},
    {"numpy._core.multiarray _reconstruct", Call::new_ndarray},
    {"numpy.core.numeric _frombuffer", Call::ndarray_from_buffer},
    {"numpy._core.numeric _frombuffer", Call::ndarray_from_buffer},
    {"torch._utils _rebuild_tensor", Call::tensor},
    {"torch._utils _rebuild_tensor_v2", Call::tensor},
    {"torch._utils _rebuild_parameter", Call::parameter},
    {"torch HalfStorage", Call::nothing},
    {"torch BFloat16Storage", Call::nothing},
    {"torch FloatStorage", Call::nothing},
    {"torch DoubleStorage", Call::nothing},
    {"torch ByteStorage", Call::nothing},
    {"torch CharStorage", Call::nothing},
    {"torch ShortStorage", Call::nothing},
    {"torch IntStorage", Call::nothing},
    {"torch LongStorage", Call::nothing},
    {"torch BoolStorage", Call::nothing},
};

const KnownGlobal* find_global(std::string_view name) {
  const auto found = std::find_if(std::begin(known_globals), std::end(known_globals),
                                  [&](const KnownGlobal& known) { return known.name == name; });
  return found == std::end(known_globals) ? nullptr : found;
}

/// Bytes that Python 3 writes for Python 2: text in UTF-8 whose characters are the bytes.
std::string latin1(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes += text[i];
      continue;
    }
    demand((first & 0xfc) == 0xc0 && i + 1 < text.size(), "a text in its pickle does not stand for bytes");
    bytes += static_cast<char>(((first & 3) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3f));
  }
  return bytes;
}

/// A number type from the arguments of numpy.dtype: `f4`, `<f4`.
void name_dtype(PickleValue& dtype, const PickleValue& arguments) {
  dtype.text = item_of(arguments, 0, Kind::text, "a dtype's name").text;
  dtype.integer = dtype.text.starts_with('>') ? 1 : 0;
}

/// _frombuffer(data, dtype, shape, order): the state of an ndarray in another order.
PickleValue* from_buffer(PickleValues& values, const PickleValue& arguments) {
  demand(arguments.items.size() >= 4, "an array in its pickle lacks arguments");
  PickleValue* fortran = values.make(Kind::boolean);
  fortran->integer = item_of(arguments, 3, Kind::text, "an array's order").text == "F" ? 1 : 0;
  PickleValue* array = values.make(Kind::ndarray);
  array->items = {arguments.items[2], arguments.items[1], fortran, arguments.items[0]};
  return array;
}

}  // namespace

void check_global(std::string_view global) {
  demand(find_global(global) != nullptr,
         "it asks for Python's {}, which the weights of a network do not need; nothing was run (if it is a "
         "whole saved model, save its state_dict)",
         quoted_name(global));
}

PickleValue* call_global(PickleValues& values, const PickleValue& global, const PickleValue& arguments) {
  demand(global.kind == Kind::global && arguments.kind == Kind::tuple,
         "its pickle calls what is no function");
  const KnownGlobal* known = find_global(global.text);
  switch (known == nullptr ? Call::nothing : known->call) {
    case Call::dict:
      return values.make(Kind::dict);
    case Call::new_ndarray:
      return values.make(Kind::ndarray);
    case Call::ndarray_from_buffer:
      return from_buffer(values, arguments);
    case Call::dtype: {
      PickleValue* dtype = values.make(Kind::dtype);
      name_dtype(*dtype, arguments);
      return dtype;
    }
    case Call::encoded_text: {
      PickleValue* text = values.make(Kind::text);
      text->text = values.keep(latin1(item_of(arguments, 0, Kind::text, "the text of bytes").text));
      return text;
    }
    case Call::tensor: {
      demand(arguments.items.size() >= 4, "a tensor in its pickle lacks arguments");
      PickleValue* tensor = values.make(Kind::tensor);
      tensor->items.assign(arguments.items.begin(), arguments.items.begin() + 4);
      return tensor;
    }
    case Call::parameter:
      return arguments.items.empty() ? values.make(Kind::none) : arguments.items.front();
    case Call::nothing:
      break;
  }
  throw BrokenFile(fmt::format("its pickle calls {}, which is no function", quoted_name(global.text)));
}

void set_state(PickleValue& value, const PickleValue& state) {
  if (value.kind == Kind::ndarray) {
    demand(state.kind == Kind::tuple && state.items.size() == 5,
           "an array in its pickle has a strange state");
    value.items = {state.items[1], state.items[2], state.items[3], state.items[4]};
  } else if (value.kind == Kind::dtype && state.kind == Kind::tuple && state.items.size() > 1) {
    const PickleValue& order = *state.items[1];
    value.integer = order.kind == Kind::text && order.text == ">" ? 1 : 0;
  }
}

NumberFormat storage_format(std::string_view global) {
  if (global == "torch HalfStorage") return {NumberType::f16};
  if (global == "torch BFloat16Storage") return {NumberType::bf16};
  if (global == "torch FloatStorage") return {NumberType::f32};
  if (global == "torch DoubleStorage") return {NumberType::f64};
  return {};
}

const PickleValue& item_of(const PickleValue& value, std::size_t index, Kind kind, const char* what) {
  demand((value.kind == Kind::tuple || value.kind == Kind::list || value.kind == Kind::ndarray ||
          value.kind == Kind::tensor || value.kind == Kind::persistent) &&
             index < value.items.size() && value.items[index]->kind == kind,
         "{} in its pickle is missing or of a strange kind", what);
  return *value.items[index];
}

std::vector<std::int64_t> integers_of(const PickleValue& value, const char* what) {
  demand(value.kind == Kind::tuple || value.kind == Kind::list, "{} in its pickle is no list of numbers",
         what);
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < value.items.size(); ++i)
    numbers.push_back(item_of(value, i, Kind::integer, what).integer);
  return numbers;
}

}  // namespace doodle
