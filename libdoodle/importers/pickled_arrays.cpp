#include "importers/pickled_arrays.h"

#include "importers/number_data.h"

namespace doodle {
namespace {

using Kind = PickleValue::Kind;

class Collector {
 public:
  Collector(const ReadTensor& read_tensor, ModelArrays& arrays)
      : read_tensor_(read_tensor), arrays_(arrays) {}

  void visit(const PickleValue& value, const std::string& name, int depth) {
    // An object may occur in itself, or twice in each of a thousand nested lists.
    demand(depth <= 20 && ++visited_ <= 1'000'000, "its pickle nests deeper than any network");
    switch (value.kind) {
      case Kind::tuple:
      case Kind::list:
        visit_items(value, name, depth);
        break;
      case Kind::dict:
        visit_dict(value, name, depth);
        break;
      case Kind::ndarray:
        visit_ndarray(value, name, depth);
        break;
      case Kind::tensor:
        visit_tensor(value, name);
        break;
      default:
        break;
    }
  }

 private:
  static std::string path(const std::string& name, std::string_view key) {
    demand(name.size() + key.size() < 1000, "its pickle has names longer than any network");
    return name.empty() ? std::string(key) : name + "." + std::string(key);
  }

  void visit_items(const PickleValue& value, const std::string& name, int depth) {
    for (std::size_t i = 0; i < value.items.size(); ++i)
      visit(*value.items[i], path(name, std::to_string(i)), depth + 1);
  }

  void visit_dict(const PickleValue& value, const std::string& name, int depth) {
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      const PickleValue& key = *value.items[i];
      if (key.kind == Kind::text) {
        visit(*value.items[i + 1], path(name, key.text), depth + 1);
      } else {
        visit(*value.items[i + 1], path(name, std::to_string(key.integer)), depth + 1);
      }
    }
  }

  void visit_ndarray(const PickleValue& value, const std::string& name, int depth) {
    demand(value.items.size() == 4, "{} in its pickle has no state", quoted_name(name));
    const std::vector<std::int64_t> shape = integers_of(*value.items[0], "the shape of an array");
    const std::string_view type = item_of(value, 1, Kind::dtype, "the type of an array").text;
    if (type.starts_with('O')) return visit(*value.items[3], name, depth + 1);  // an array of objects
    NumberFormat format = parse_numpy_type(type);
    format.big_endian = value.items[1]->integer == 1;
    if (format.type == NumberType::other || !ModelArrays::wanted(shape)) return arrays_.add(name, shape, {});
    arrays_.reserve(shape);
    const std::string_view data = item_of(value, 3, Kind::text, "the data of an array").text;
    demand(data.size() == static_cast<std::uint64_t>(ModelArrays::count(shape)) *
                              static_cast<std::uint64_t>(number_bytes(format.type)),
           "{} in its pickle has {} bytes, not those of its shape {}", quoted_name(name), data.size(),
           fmt::join(shape, " x "));
    std::vector<float> values = decode_numbers(data, format);
    if (value.items[2]->integer != 0) values = from_first_fastest(values, shape);
    arrays_.add(name, shape, std::move(values));
  }

  void visit_tensor(const PickleValue& value, const std::string& name) {
    demand(static_cast<bool>(read_tensor_), "it refers to PyTorch's storages but holds none");
    const std::vector<std::int64_t> shape = integers_of(*value.items[2], "the size of a tensor");
    if (!ModelArrays::wanted(shape)) return arrays_.add(name, shape, {});
    arrays_.reserve(shape);
    arrays_.add(name, shape, read_tensor_(value, shape));
  }

  const ReadTensor& read_tensor_;
  ModelArrays& arrays_;
  int visited_ = 0;
};

}  // namespace

void collect_arrays(const PickleValue& root, const ReadTensor& read_tensor, ModelArrays& arrays) {
  Collector(read_tensor, arrays).visit(root, "", 0);
}

}  // namespace doodle
