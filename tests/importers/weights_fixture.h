#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "doodle/error.h"
#include "importers/readers.h"
#include "unit/model_files.h"

namespace doodle::testing {

/// Files that make_weights.py writes, each test in its own folder.
class WeightsFolder : public ModelFolder {
 protected:
  std::string make(const std::string& kind) const {
    const std::string path = (folder_ / kind).string();
    const std::string command = fmt::format("'{}' -B '{}/tests/importers/make_weights.py' {} '{}'",
                                            DOODLE_PYTHON, DOODLE_SOURCE_DIR, kind, path);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return path;
  }
  static std::string bytes_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  /// The message with which a file is refused; fails when it is read, or refused otherwise.
  static std::string refusal(const std::string& path) {
    try {
      read_model_arrays(path);
    } catch (const ModelMissing& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr(path));
      EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
      return error.what();
    }
    ADD_FAILURE() << path << " was read";
    return "";
  }
};

/// Number i of every array that is known.
inline float known_value(std::size_t i) {
  return (static_cast<float>(i % 61) - 30) / 16;
}

/// The kernel and the bias of make_weights.py's SMALL, and perhaps its classifier, whose values are not read.
inline void expect_small(const ModelArrays& file) {
  int found = 0;
  for (const NamedArray& array : file.arrays()) {
    if (array.values.empty() || array.name == "classifier.0.0") continue;  // Caffe gives it four dimensions
    ++found;
    const std::vector<std::int64_t> kernel{4, 3, 3, 3};
    if (array.values.size() == 108) {
      EXPECT_EQ(array.shape, kernel) << array.name;
    }
    ASSERT_THAT(array.values.size(), ::testing::AnyOf(108, 4)) << array.name;
    for (std::size_t i = 0; i < array.values.size(); ++i)
      ASSERT_EQ(array.values[i], known_value(i)) << array.name << " at " << i;
  }
  EXPECT_EQ(found, 2);
}

}  // namespace doodle::testing
