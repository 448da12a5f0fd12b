#pragma once

#include <gmock/gmock.h>

#include <utility>
#include <vector>

#include "unit/image_file_fixture.h"

namespace doodle {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Makes packs in a folder of its own for each test.
class Packs : public ImageFiles {
 protected:
  using Entries = std::vector<std::pair<std::string, std::string>>;

  /// Writes a file and the folders that it lies in; returns its path.
  std::string write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = file(name);
    std::filesystem::create_directories(path.parent_path());
    write_bytes(path.string(), bytes);
    return path.string();
  }

  /// A folder of these entries; returns its path.
  std::string folder_of(const std::string& name, const Entries& entries) const {
    for (const auto& [entry, bytes] : entries) write(name + "/" + entry, bytes);
    return file(name);
  }
};

}  // namespace doodle
