#include "base/embedded.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

namespace doodle::embedded {

std::string_view every_byte();  ///< tests/data/every_byte.bin, which this test puts into itself

namespace {

TEST(EmbeddedFiles, KeepEveryByteInOrder) {
  ASSERT_EQ(every_byte().size(), 256u);
  for (int i = 0; i < 256; ++i) EXPECT_EQ(static_cast<unsigned char>(every_byte()[i]), i);
}

TEST(EmbeddedFiles, AreAligned) {
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(every_byte().data()) % 64, 0u);
}

TEST(EmbeddedFiles, AreThoseOfTheSource) {
  std::ifstream file(DOODLE_SOURCE_DIR "/data/models.json", std::ios::binary);
  EXPECT_EQ(models_json(), std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace
}  // namespace doodle::embedded
