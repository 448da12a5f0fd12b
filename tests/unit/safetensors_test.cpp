#include "features/safetensors.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "doodle/error.h"
#include "unit/model_files.h"

namespace doodle::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Safetensors open_bytes(const std::string& bytes) {
  return {std::make_unique<std::istringstream>(bytes), "model.safetensors"};
}

/// A header entry.
std::string entry(const char* name, const char* type, const char* shape, const char* offsets) {
  return fmt::format(R"("{}":{{"dtype":"{}","shape":{},"data_offsets":{}}})", name, type, shape, offsets);
}

/// A header of entries.
template <class... Entries>
std::string header_of(const Entries&... entries) {
  return fmt::format("{{{}}}", fmt::join(std::vector<std::string>{entries...}, ","));
}

TEST(Safetensors, ReadsFloatsHalvesAndBrainFloats) {
  const std::string header =
      header_of(R"("__metadata__":{"scale":"255"})", entry("a", "F32", "[2,1]", "[0,8]"),
                entry("h", "F16", "[5]", "[8,18]"), entry("b", "BF16", "[2]", "[18,22]"),
                entry("none", "F32", "[0,3]", "[22,22]"), entry("one", "F16", "[]", "[22,24]"));
  const std::string halves("\x00\x3c\x00\xc0\x01\x00\xff\x7b\x00\x80", 10);  // 1, -2, 2^-24, 65504, -0
  const std::string brains("\x80\x3f\x40\xc0", 4);                           // 1, -3
  Safetensors file = open_bytes(safetensors_bytes(
      header + "   ", float_bytes({1.5f, -2e-30f}) + halves + brains + std::string("\0\x38", 2)));
  EXPECT_THAT(file.names(), ElementsAre("a", "b", "h", "none", "one"));
  EXPECT_THAT(file.metadata(), ElementsAre(std::pair<std::string, std::string>("scale", "255")));
  EXPECT_THAT(file.shape("a"), ElementsAre(2, 1));
  EXPECT_THAT(file.read("a"), ElementsAre(1.5f, -2e-30f));
  EXPECT_THAT(file.read("h"), ElementsAre(1.0f, -2.0f, 0x1p-24f, 65504.0f, -0.0f));
  EXPECT_TRUE(std::signbit(file.read("h")[4]));
  EXPECT_THAT(file.read("b"), ElementsAre(1.0f, -3.0f));
  EXPECT_THAT(file.read("none"), ElementsAre());
  EXPECT_THAT(file.read("one"), ElementsAre(0.5f));
  EXPECT_FALSE(file.contains("c"));
  EXPECT_THAT([&] { file.read("c"); }, ThrowsMessage<ModelMissing>(HasSubstr("has no array c")));
}

struct Malformation {
  const char* name;
  std::string bytes;
  const char* reason;
};

/// One sound array of 8 bytes with its header entry changed.
Malformation broken(const char* name, const std::string& header, const char* reason) {
  return {name, safetensors_bytes(header, std::string(8, '\0')), reason};
}

std::vector<Malformation> malformations() {
  const std::string sound = entry("a", "F32", "[2]", "[0,8]");
  const auto one = [](const char* type, const char* shape, const char* offsets) {
    return header_of(entry("a", type, shape, offsets));
  };
  std::string endless = safetensors_bytes(header_of(sound), std::string(8, '\0'));
  endless.replace(0, 8, 8, '\xff');
  std::string beyond = safetensors_bytes(header_of(sound), std::string(8, '\0'));
  beyond[0] = static_cast<char>(beyond.size() - 7);
  std::string nested = "{\"a\":";
  for (int i = 0; i < 100000; ++i) nested += "[";
  return {
      {"empty", "", "only 0 bytes"},
      {"shorter_than_its_length", std::string(7, '\0'), "only 7 bytes"},
      {"header_longer_than_any", endless, "promises a header"},
      {"header_longer_than_the_file", beyond, "promises a header"},
      {"header_too_long", safetensors_bytes(std::string((16u << 20) + 1, ' '), ""), "promises a header"},
      broken("no_header", "", "does not begin"),
      broken("header_not_an_object", "[]", "does not begin"),
      broken("header_begins_with_space", fmt::format(" {}", header_of(sound)), "does not begin"),
      broken("header_not_json", header_of(sound).substr(0, 20), "not JSON"),
      broken("header_with_more_behind", header_of(sound) + "{}", "not JSON"),
      broken("header_not_utf8", "{\"\xff\":1}", "not JSON"),
      broken("nested_deeply", nested, "nested too deeply"),
      broken("array_twice", header_of(sound, sound), "names \"a\" twice"),
      broken("key_twice", R"({"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
             "\"dtype\" twice"),
      broken("metadata_twice", header_of(R"("__metadata__":{"k":"1","k":"2"})", sound), "names \"k\" twice"),
      broken("metadata_not_an_object", header_of(R"("__metadata__":[])", sound), "__metadata__ is not"),
      broken("metadata_not_a_string", header_of(R"("__metadata__":{"k":1})", sound),
             "\"k\" in its __metadata__"),
      broken("entry_not_an_object", R"({"a":3})", "does not have exactly"),
      broken("no_dtype", R"({"a":{"shape":[2],"data_offsets":[0,8]}})", "does not have exactly"),
      broken("one_key_too_many", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}})",
             "does not have exactly"),
      broken("unknown_dtype", one("F64", "[1]", "[0,8]"), "\"F64\""),
      broken("dtype_not_a_string", R"({"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}})", "not a string"),
      broken("shape_not_a_list", one("F32", "2", "[0,8]"), "not a list"),
      broken("shape_too_long", one("F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]"), "not a list of at most 8"),
      broken("shape_negative", one("F32", "[-2]", "[0,8]"), "whole numbers"),
      broken("shape_not_whole", one("F32", "[2.0]", "[0,8]"), "whole numbers"),
      broken("shape_beyond_64_bits", one("F32", "[18446744073709551616]", "[0,8]"), "whole numbers"),
      broken("shape_overflows_to_fit", one("F32", "[2147483647,2147483647,2147483647]", "[0,8]"),
             "too large"),
      broken("shape_wraps_around", one("F32", "[1073741824,1073741824,16]", "[0,0]"), "too large"),
      broken("shape_does_not_fit", one("F32", "[3]", "[0,8]"), "takes 12 bytes by its shape but 8"),
      broken("offsets_not_two", one("F32", "[2]", "[0,4,8]"), "not two whole numbers"),
      broken("offsets_negative", one("F32", "[2]", "[-8,0]"), "not two whole numbers"),
      broken("offsets_not_whole", one("F32", "[2]", "[0,8.5]"), "not two whole numbers"),
      broken("offsets_backwards", one("F32", "[2]", "[8,0]"), "do not lie within"),
      broken("offsets_beyond_the_file", one("F32", "[2]", "[4,12]"), "do not lie within"),
      broken("offsets_huge", one("F32", "[2]", "[0,18446744073709551615]"), "do not lie within"),
      broken("arrays_overlap", header_of(sound, entry("b", "F16", "[2]", "[4,8]")), "overlaps"),
      broken("gap_at_the_start", one("F32", "[1]", "[4,8]"), "gap before \"a\""),
      broken("gap_between", header_of(entry("a", "F16", "[1]", "[0,2]"), entry("b", "F32", "[1]", "[4,8]")),
             "gap before \"b\""),
      broken("bytes_left_over", one("F32", "[1]", "[0,4]"), "8 bytes long but its arrays take 4"),
      broken("data_but_no_arrays", "{}", "8 bytes long but its arrays take 0"),
  };
}

class Malformed : public ::testing::TestWithParam<Malformation> {};

TEST_P(Malformed, IsRefusedWithItsReason) {
  EXPECT_THAT(
      [] { open_bytes(GetParam().bytes); },
      ThrowsMessage<ModelMissing>(AllOf(HasSubstr("model.safetensors"), HasSubstr(GetParam().reason))));
}

INSTANTIATE_TEST_SUITE_P(Safetensors, Malformed, ::testing::ValuesIn(malformations()),
                         [](const auto& malformation) { return malformation.param.name; });

TEST(Safetensors, RefusesValuesThatAreNotFinite) {
  for (const auto& [type, bytes] : {std::pair<const char*, std::string>{"F32", float_bytes({INFINITY})},
                                    {"F32", float_bytes({NAN})},
                                    {"F16", std::string("\x00\x7c\x00\x00", 4)},
                                    {"BF16", std::string("\x00\x00\x80\xff", 4)}}) {
    const char* shape = std::string(type) == "F32" ? "[1]" : "[2]";
    Safetensors file = open_bytes(safetensors_bytes(header_of(entry("a", type, shape, "[0,4]")), bytes));
    EXPECT_THAT([&] { file.read("a"); }, ThrowsMessage<ModelMissing>(HasSubstr("not finite")));
  }
}

using SafetensorsFiles = ModelFolder;

TEST_F(SafetensorsFiles, NameWhatCannotBeOpened) {
  const std::string absent = (folder_ / "absent.safetensors").string();
  EXPECT_THAT([&] { Safetensors file(absent); }, ThrowsMessage<ModelMissing>(HasSubstr(absent)));
  EXPECT_THAT([&] { Safetensors file(folder_.string()); },
              ThrowsMessage<ModelMissing>(HasSubstr("not a file")));
}

TEST_F(SafetensorsFiles, NoticeAFileThatShrinksAfterItWasOpened) {
  const std::string path = write("a.safetensors", ModelWriter().array("a", {1000000}).bytes());
  Safetensors file(path);
  std::filesystem::resize_file(path, 2000);
  EXPECT_THAT([&] { file.read("a"); }, ThrowsMessage<ModelMissing>(HasSubstr("to its end")));
}

}  // namespace
}  // namespace doodle::testing
