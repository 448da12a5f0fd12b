#include "importers/torch_storage.h"

#include "importers/pickle_globals.h"

namespace doodle {
namespace {

using Kind = PickleValue::Kind;

int storage_width(std::string_view global) {
  if (const int bytes = number_bytes(storage_format(global).type); bytes > 0) return bytes;
  if (global == "torch LongStorage") return 8;
  if (global == "torch IntStorage") return 4;
  return global == "torch ShortStorage" ? 2 : 1;
}

/// The tuple within a persistent id.
const PickleValue& storage_id(const PickleValue& persistent) {
  const PickleValue& id = item_of(persistent, 0, Kind::tuple, "the id of a storage");
  demand(item_of(id, 0, Kind::text, "the id of a storage").text == "storage", "its pickle refers outside");
  return id;
}

/// The first element past those that the strides reach. Every stride is above zero and no element repeats,
/// as in any array whose dimensions were at most swapped.
std::int64_t reach(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
  demand(shape.size() == strides.size(), "a tensor has {} lengths but {} strides", shape.size(),
         strides.size());
  std::int64_t last = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    std::int64_t step = 0;
    demand(strides[d] >= 1 && !__builtin_mul_overflow(shape[d] - 1, strides[d], &step) &&
               !__builtin_add_overflow(last, step, &last),
           "a tensor has strides that make no sense");
  }
  demand(last < (std::int64_t{1} << 40) && last + 1 >= ModelArrays::count(shape),
         "a tensor has strides that make no sense");
  return last + 1;
}

}  // namespace

TorchStorage describe_storage(const PickleValue& tensor, bool big_endian) {
  const PickleValue& id = storage_id(item_of(tensor, 0, Kind::persistent, "the storage of a tensor"));
  TorchStorage storage;
  storage.format = storage_format(item_of(id, 1, Kind::global, "the class of a storage").text);
  storage.format.big_endian = big_endian;
  storage.key = item_of(id, 2, Kind::text, "the name of a storage").text;
  return storage;
}

std::map<std::string, int> storage_widths(const PickleValues& values) {
  std::map<std::string, int> widths;
  for (const PickleValue& value : values.all()) {
    if (value.kind != Kind::persistent) continue;
    const PickleValue& id = storage_id(value);
    widths[std::string(item_of(id, 2, Kind::text, "the name of a storage").text)] =
        storage_width(item_of(id, 1, Kind::global, "the class of a storage").text);
  }
  return widths;
}

std::vector<float> gather_tensor(const PickleValue& tensor, const std::vector<std::int64_t>& shape,
                                 const TorchStorage& storage, std::string_view bytes) {
  const auto width = static_cast<std::uint64_t>(number_bytes(storage.format.type));
  if (width == 0) return {};  // whole numbers: counters, not weights
  const std::int64_t offset = item_of(tensor, 1, Kind::integer, "the offset of a tensor").integer;
  const std::vector<std::int64_t> strides = integers_of(*tensor.items[3], "the strides of a tensor");
  const std::int64_t end = reach(shape, strides);
  demand(offset >= 0 && offset < (std::int64_t{1} << 40) &&
             (static_cast<std::uint64_t>(offset) + static_cast<std::uint64_t>(end)) * width <= bytes.size(),
         "a tensor lies outside its storage {} of {} bytes", quoted_name(storage.key), bytes.size());
  const auto from = static_cast<std::size_t>(offset) * width;
  const std::vector<float> row =
      decode_numbers(bytes.substr(from, static_cast<std::size_t>(end) * width), storage.format);
  std::vector<float> values(static_cast<std::size_t>(ModelArrays::count(shape)));
  std::vector<std::int64_t> index(shape.size(), 0);
  std::int64_t at = 0;
  for (float& value : values) {
    value = row[static_cast<std::size_t>(at)];
    for (std::size_t d = shape.size(); d-- > 0;) {
      at += strides[d];
      if (++index[d] < shape[d]) break;
      at -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return values;
}

}  // namespace doodle
