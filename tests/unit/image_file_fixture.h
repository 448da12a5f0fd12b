#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "doodle/error.h"
#include "doodle/image.h"

namespace doodle {

/// A folder of its own for each test, removed at the end.
class ImageFiles : public testing::Test {
 protected:
  ImageFiles() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("doodle_") + test->name() + "_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~ImageFiles() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  int files_in_folder() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  static std::string read_bytes(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  Image saved_and_loaded(const std::string& name, const Image& image) const {
    save_image(file(name), image);
    return load_image(file(name));
  }

  /// The message of the BadInput that `action` throws; empty, and a failure, when it throws none.
  template <class Action>
  static std::string refusal(const Action& action) {
    try {
      action();
    } catch (const BadInput& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "one line: " << error.what();
      return error.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
  }
  static std::string load_refusal(const std::string& path) {
    return refusal([&] { load_image(path); });
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace doodle
