#include <charconv>
#include <utility>

#include "importers/byte_cursor.h"
#include "importers/number_data.h"
#include "importers/pickle.h"
#include "importers/pickled_arrays.h"
#include "importers/readers.h"

namespace doodle {
namespace {

struct NpyHeader {
  std::string_view type;  ///< `<f4`
  bool fortran = false;
  std::vector<std::int64_t> shape;
};

/// What follows 'KEY': in the Python dictionary that the header is.
std::string_view entry(std::string_view header, std::string_view key) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  demand(at != std::string_view::npos, "its NumPy header lacks {}", key);
  header.remove_prefix(at + key.size() + 3);
  header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
  return header;
}

std::vector<std::int64_t> parse_shape(std::string_view text) {
  const std::size_t end = text.find(')');
  demand(text.starts_with('(') && end != std::string_view::npos, "the shape in its NumPy header is no tuple");
  text = text.substr(1, end - 1);
  std::vector<std::int64_t> shape;
  while (!text.empty()) {
    if (text.front() == ' ' || text.front() == ',' || text.front() == 'L') {
      text.remove_prefix(1);
      continue;
    }
    std::int64_t length = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    demand(error == std::errc(), "the shape in its NumPy header holds something other than numbers");
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    shape.push_back(length);
  }
  return shape;
}

NpyHeader read_header(ByteCursor& cursor) {
  demand(cursor.take(6) == std::string_view("\x93NUMPY", 6), "an array in it is not in NumPy's format");
  const auto version = cursor.number<std::uint8_t>();
  cursor.take(1);
  demand(version >= 1 && version <= 3, "its NumPy format is of version {}; 1 to 3 are read", version);
  const std::uint64_t length = version == 1 ? cursor.number<std::uint16_t>() : cursor.number<std::uint32_t>();
  const std::string_view text = cursor.take(length);
  NpyHeader header;
  std::string_view type = entry(text, "descr");
  demand(type.starts_with('\'') && type.find('\'', 1) != std::string_view::npos,
         "the type in its NumPy header is no simple one");
  header.type = type.substr(1, type.find('\'', 1) - 1);
  header.fortran = entry(text, "fortran_order").starts_with("True");
  header.shape = parse_shape(entry(text, "shape"));
  return header;
}

void add_npy(std::string_view bytes, const std::string& name, ModelArrays& arrays) {
  ByteCursor cursor(bytes);
  const NpyHeader header = read_header(cursor);
  if (header.type == "|O") {
    PickleValues values;
    return collect_arrays(read_pickle(cursor, values), {}, arrays);
  }
  const NumberFormat format = parse_numpy_type(header.type);
  if (format.type == NumberType::other || !ModelArrays::wanted(header.shape))
    return arrays.add(name, header.shape, {});
  arrays.reserve(header.shape);
  const auto count = static_cast<std::uint64_t>(ModelArrays::count(header.shape));
  std::vector<float> values =
      decode_numbers(cursor.take(count * static_cast<std::uint64_t>(number_bytes(format.type))), format);
  if (header.fortran) values = from_first_fastest(values, header.shape);
  arrays.add(name, header.shape, std::move(values));
}

}  // namespace

ModelArrays read_npy(std::string_view bytes) {
  ModelArrays arrays;
  arrays.format = "NumPy (.npy)";
  add_npy(bytes, "array", arrays);
  return arrays;
}

ModelArrays read_npz(std::string_view bytes) {
  const ZipArchive archive(bytes, weight_archive);
  ModelArrays arrays;
  arrays.format = "NumPy (.npz)";
  for (const ZipEntry& entry : archive.entries()) {
    const std::string& name = entry.name;
    if (name.ends_with(".npy")) add_npy(archive.read(name), name.substr(0, name.size() - 4), arrays);
  }
  return arrays;
}

ModelArrays read_pickle_file(std::string_view bytes) {
  ByteCursor cursor(bytes);
  PickleValues values;
  ModelArrays arrays;
  arrays.format = "pickle of NumPy's arrays";
  collect_arrays(read_pickle(cursor, values), {}, arrays);
  return arrays;
}

ModelArrays read_bzip2(std::string_view bytes) {
  const std::string unpacked = unpack_bzip2(bytes);
  ModelArrays arrays = unpacked.starts_with("\x93NUMPY") ? read_npy(unpacked) : read_pickle_file(unpacked);
  arrays.format += ", bzip2";
  return arrays;
}

}  // namespace doodle
