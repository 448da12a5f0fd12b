#pragma once

#include <filesystem>

#include "doodle/registry.h"

namespace doodle {

/// Downloads `file`, which must have a url and a sha256, into `folder`, which is made where it is not there;
/// see fetch_model() for the rest.
FetchResult fetch_file(const ModelFile& file, const std::filesystem::path& folder,
                       const FetchCallback& progress);

}  // namespace doodle
