#pragma once

#include <map>
#include <string>

#include "importers/number_data.h"
#include "importers/pickle_value.h"

namespace doodle {

/// What PyTorch's persistent id says of a storage: ('storage', class, key, location, count, ...).
struct TorchStorage {
  std::string key;
  NumberFormat format;
};

/// The storage that a tensor lies in. Throws BrokenFile when its id is strange.
TorchStorage describe_storage(const PickleValue& tensor, bool big_endian);

/// Bytes per number of every storage that the values refer to, by key.
std::map<std::string, int> storage_widths(const PickleValues& values);

/// The values of a tensor from the bytes of its storage, by its offset and strides. Throws BrokenFile when
/// they lead outside, or repeat elements.
std::vector<float> gather_tensor(const PickleValue& tensor, const std::vector<std::int64_t>& shape,
                                 const TorchStorage& storage, std::string_view bytes);

}  // namespace doodle
