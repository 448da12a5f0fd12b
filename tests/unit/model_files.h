#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace doodle::testing {

/// The bytes of a safetensors file: the length of the header, the header, the data.
inline std::string safetensors_bytes(const std::string& header, const std::string& data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>((header.size() >> (8 * i)) & 0xff);
  return bytes + header + data;
}

inline std::string float_bytes(const std::vector<float>& values) {
  std::string bytes;
  for (const float value : values)
    for (int i = 0; i < 4; ++i)
      bytes += static_cast<char>((std::bit_cast<std::uint32_t>(value) >> (8 * i)) & 0xff);
  return bytes;
}

/// Puts together a file of F32 arrays, one value throughout each.
class ModelWriter {
 public:
  ModelWriter& metadata(const std::string& key, const std::string& value) {
    metadata_ += fmt::format(R"({}"{}":"{}")", metadata_.empty() ? "" : ",", key, value);
    return *this;
  }
  ModelWriter& array(const std::string& name, const std::vector<int>& shape, float value = 0.5f) {
    std::size_t count = 1;
    for (const int length : shape) count *= static_cast<std::size_t>(length);
    const std::size_t begin = data_.size();
    data_ += float_bytes(std::vector<float>(count, value));
    arrays_ += fmt::format(R"(,"{}":{{"dtype":"F32","shape":[{}],"data_offsets":[{},{}]}})", name,
                           fmt::join(shape, ","), begin, data_.size());
    return *this;
  }
  /// NAME.weight and NAME.bias.
  ModelWriter& convolution(const std::string& name, int outputs, int inputs, int kernel = 3) {
    return array(name + ".weight", {outputs, inputs, kernel, kernel}).array(name + ".bias", {outputs}, 0.25f);
  }
  std::string bytes() const {
    return safetensors_bytes(fmt::format(R"({{"__metadata__":{{{}}}{}}})", metadata_, arrays_), data_);
  }

 private:
  std::string metadata_, arrays_, data_;
};

/// A folder of its own for each test, removed afterwards, and environment variables put back.
class ModelFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              fmt::format("doodle_{}_{}_{}", test->test_suite_name(), test->name(), getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    // Backwards: a variable that was set twice gets its first value back.
    for (auto change = before_.rbegin(); change != before_.rend(); ++change) {
      const auto& [name, value] = *change;
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
  }

  std::string write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  /// Sets a variable for this test; no value removes it.
  void set(const std::string& name, const std::optional<std::string>& value) {
    const char* old = std::getenv(name.c_str());
    before_.emplace_back(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
    if (value) {
      setenv(name.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name.c_str());
    }
  }

  std::filesystem::path folder_;

 private:
  std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

}  // namespace doodle::testing
