#include <algorithm>
#include <map>

#include "importers/pickle.h"
#include "importers/pickle_globals.h"
#include "importers/pickled_arrays.h"
#include "importers/readers.h"
#include "importers/torch_storage.h"

namespace doodle {
namespace {

/// The entry `PREFIX/data.pkl` of an archive; its storages are `PREFIX/data/KEY`.
std::string find_prefix(const ZipArchive& archive) {
  for (const ZipEntry& entry : archive.entries()) {
    const std::string& name = entry.name;
    if (name == "data.pkl") return "";
    if (name.ends_with("/data.pkl")) return name.substr(0, name.size() - 8);
  }
  throw BrokenFile("its zip archive has no data.pkl, so it is not of PyTorch");
}

bool contains(const ZipArchive& archive, const std::string& name) {
  const std::vector<ZipEntry>& entries = archive.entries();
  return std::any_of(entries.begin(), entries.end(),
                     [&](const ZipEntry& entry) { return entry.name == name; });
}

/// The bytes of each storage of a legacy file, by key.
std::map<std::string, std::string_view> find_storages(ByteCursor& cursor, const PickleValue& keys,
                                                      const std::map<std::string, int>& widths) {
  std::map<std::string, std::string_view> storages;
  demand(keys.kind == PickleValue::Kind::list, "its list of storages is missing");
  for (std::size_t i = 0; i < keys.items.size(); ++i) {
    const std::string key(item_of(keys, i, PickleValue::Kind::text, "the name of a storage").text);
    const auto count = cursor.number<std::uint64_t>();
    const auto width = widths.find(key);
    demand(width != widths.end() && count <= (std::uint64_t{1} << 40), "its storage {} is of no known type",
           quoted_name(key));
    storages[key] = cursor.take(count * static_cast<std::uint64_t>(width->second));
  }
  return storages;
}

}  // namespace

ModelArrays read_torch_zip(std::string_view bytes) {
  const ZipArchive archive(bytes, weight_archive);
  const std::string prefix = find_prefix(archive);
  const std::string pickle = archive.read(prefix + "data.pkl");
  const std::string order_name = prefix + "byteorder";
  const bool big_endian = contains(archive, order_name) && archive.read(order_name) == "big";
  ByteCursor cursor(pickle);
  PickleValues values;
  const PickleValue& root = read_pickle(cursor, values);
  ModelArrays arrays;
  arrays.format = "PyTorch (zip)";
  const ReadTensor read = [&](const PickleValue& tensor, const std::vector<std::int64_t>& shape) {
    const TorchStorage storage = describe_storage(tensor, big_endian);
    return gather_tensor(tensor, shape, storage, archive.read(prefix + "data/" + storage.key));
  };
  collect_arrays(root, read, arrays);
  return arrays;
}

ModelArrays read_torch_legacy(std::string_view bytes) {
  ByteCursor cursor(bytes);
  demand(bytes.starts_with(torch_legacy_magic), "it is not of PyTorch");
  cursor.take(torch_legacy_magic.size());
  PickleValues values;
  read_pickle(cursor, values);  // the version of the protocol
  read_pickle(cursor, values);  // of the system: everything is little-endian
  const PickleValue& root = read_pickle(cursor, values);
  const PickleValue& keys = read_pickle(cursor, values);

  const auto storages = find_storages(cursor, keys, storage_widths(values));
  ModelArrays arrays;
  arrays.format = "PyTorch (before 1.6)";
  const ReadTensor read = [&](const PickleValue& tensor, const std::vector<std::int64_t>& shape) {
    const TorchStorage storage = describe_storage(tensor, false);
    const auto found = storages.find(storage.key);
    demand(found != storages.end(), "it lacks the storage {}", quoted_name(storage.key));
    return gather_tensor(tensor, shape, storage, found->second);
  };
  collect_arrays(root, read, arrays);
  return arrays;
}

}  // namespace doodle
