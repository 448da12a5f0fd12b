#pragma once

#include <functional>

#include "importers/pickle_value.h"

namespace doodle {

/// The values of a tensor of PyTorch with this shape; asked for wanted shapes only.
using ReadTensor =
    std::function<std::vector<float>(const PickleValue& tensor, const std::vector<std::int64_t>& shape)>;

/// Adds every array under `root`, however deep in lists and dictionaries, named by its path: keys and
/// indices with dots between them. Throws BrokenFile for arrays that contradict themselves, and for tensors
/// where `read_tensor` is empty.
void collect_arrays(const PickleValue& root, const ReadTensor& read_tensor, ModelArrays& arrays);

}  // namespace doodle
