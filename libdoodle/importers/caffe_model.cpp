#include "importers/byte_cursor.h"
#include "importers/number_data.h"
#include "importers/readers.h"

namespace doodle {
namespace {

/// One field of a message in protobuf's wire format.
struct Field {
  std::uint64_t number = 0;
  int type = 0;  ///< 0: varint, 1: 8 bytes, 2: bytes with a length, 5: 4 bytes
  std::uint64_t varint = 0;
  std::string_view bytes;
};

std::uint64_t read_varint(ByteCursor& cursor) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = cursor.number<std::uint8_t>();
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  throw BrokenFile("a number in it is longer than protobuf allows");
}

Field read_field(ByteCursor& cursor) {
  Field field;
  const std::uint64_t tag = read_varint(cursor);
  field.number = tag >> 3;
  field.type = static_cast<int>(tag & 7);
  demand(field.number >= 1 && field.number < (1u << 29), "it is not in protobuf's format");
  switch (field.type) {
    case 0:
      field.varint = read_varint(cursor);
      break;
    case 1:
      field.bytes = cursor.take(8);
      break;
    case 2:
      field.bytes = cursor.take(read_varint(cursor));
      break;
    case 5:
      field.bytes = cursor.take(4);
      break;
    default:
      throw BrokenFile("it is not in protobuf's format");
  }
  return field;
}

/// Where Caffe's messages keep what is needed, by field numbers.
struct LayerFields {
  std::uint64_t name, blobs;
};
constexpr LayerFields old_layer{4, 6};  // V1LayerParameter, NetParameter.layers = 2
constexpr LayerFields new_layer{1, 7};  // LayerParameter, NetParameter.layer = 100

std::vector<std::int64_t> read_shape(std::string_view message) {
  std::vector<std::int64_t> shape;
  for (ByteCursor cursor(message); !cursor.at_end();) {
    const Field field = read_field(cursor);
    if (field.number != 1) continue;
    if (field.type == 0) shape.push_back(static_cast<std::int64_t>(field.varint));
    for (ByteCursor packed(field.bytes); !packed.at_end();) {
      demand(shape.size() < 32, "a blob has more than 32 dimensions");
      shape.push_back(static_cast<std::int64_t>(read_varint(packed)));
    }
  }
  return shape;
}

/// BlobProto: num, channels, height, width = 1..4, data = 5 (floats), shape = 7, double_data = 8. Its numbers
/// are packed, or one by one; `data` keeps pieces, as most blobs are not wanted.
struct Blob {
  std::vector<std::int64_t> sides, shape;
  std::vector<std::string_view> data;
  NumberFormat format{NumberType::f32};
};

Blob read_blob(std::string_view message) {
  Blob blob;
  std::int64_t sides[4] = {1, 1, 1, 1};
  for (ByteCursor cursor(message); !cursor.at_end();) {
    const Field field = read_field(cursor);
    if (field.number >= 1 && field.number <= 4 && field.type == 0)
      sides[field.number - 1] = static_cast<std::int64_t>(field.varint);
    if (field.number == 7 && field.type == 2) blob.shape = read_shape(field.bytes);
    if (field.number == 8) blob.format = {NumberType::f64};
    if ((field.number == 5 || field.number == 8) && field.type != 0) blob.data.push_back(field.bytes);
  }
  if (blob.shape.empty()) blob.shape.assign(sides, sides + 4);
  return blob;
}

void add_blob(const Blob& blob, const std::string& name, ModelArrays& arrays) {
  if (!ModelArrays::wanted(blob.shape)) return arrays.add(name, blob.shape, {});
  arrays.reserve(blob.shape);
  std::vector<float> values;
  for (const std::string_view piece : blob.data) {
    const std::vector<float> more = decode_numbers(piece, blob.format);
    values.insert(values.end(), more.begin(), more.end());
  }
  arrays.add(name, blob.shape, std::move(values));
}

void add_layer(std::string_view message, const LayerFields& fields, std::size_t number, ModelArrays& arrays) {
  std::string name = std::to_string(number);
  std::vector<std::string_view> blobs;
  for (ByteCursor cursor(message); !cursor.at_end();) {
    const Field field = read_field(cursor);
    if (field.type != 2) continue;
    if (field.number == fields.name) name = field.bytes.substr(0, 200);
    if (field.number == fields.blobs) blobs.push_back(field.bytes);
  }
  for (std::size_t i = 0; i < blobs.size(); ++i)
    add_blob(read_blob(blobs[i]), fmt::format("{}.{}", name, i), arrays);
}

}  // namespace

ModelArrays read_caffemodel(std::string_view bytes) {
  ModelArrays arrays;
  arrays.format = "Caffe";
  arrays.channel_order = "BGR";
  std::size_t layers = 0;
  for (ByteCursor cursor(bytes); !cursor.at_end();) {
    const Field field = read_field(cursor);
    if (field.type != 2) continue;
    if (field.number == 1) arrays.source = field.bytes.substr(0, 100);
    if (field.number == 2) add_layer(field.bytes, old_layer, layers++, arrays);
    if (field.number == 100) add_layer(field.bytes, new_layer, layers++, arrays);
  }
  return arrays;
}

}  // namespace doodle
