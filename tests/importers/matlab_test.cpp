// MatConvNet's files, written with the matio library.
#include <matio.h>

#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

class Matlab : public testing::WeightsFolder {
 protected:
  /// An array whose element i, last dimension fastest, is known; MATLAB keeps the first one fastest.
  static matvar_t* array(std::vector<std::size_t> shape) {
    std::size_t count = 1;
    for (const std::size_t length : shape) count *= length;
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t rest = i, at = 0, step = count;
      for (std::size_t d = shape.size(); d-- > 0; rest /= shape[d]) {
        step /= shape[d];
        at += rest % shape[d] * step;
      }
      values[at] = testing::known_value(i);
    }
    return Mat_VarCreate(nullptr, MAT_C_SINGLE, MAT_T_SINGLE, static_cast<int>(shape.size()), shape.data(),
                         values.data(), 0);
  }
  static matvar_t* text(std::string value) {
    std::size_t shape[] = {1, value.size()};
    return Mat_VarCreate(nullptr, MAT_C_CHAR, MAT_T_UTF8, 2, shape, value.data(), 0);
  }
  static matvar_t* cell(const char* name, std::vector<matvar_t*> items) {
    std::size_t shape[] = {1, items.size()};
    return Mat_VarCreate(name, MAT_C_CELL, MAT_T_CELL, 2, shape, items.data(), 0);
  }
  static matvar_t* structure(const char* name, std::vector<const char*> fields,
                             const std::vector<matvar_t*>& values) {
    std::size_t shape[] = {1, 1};
    matvar_t* made = Mat_VarCreateStruct(name, 2, shape, fields.data(), static_cast<unsigned>(fields.size()));
    for (std::size_t i = 0; i < fields.size(); ++i)
      Mat_VarSetStructFieldByName(made, fields[i], 0, values[i]);
    return made;
  }
  std::string save(const std::vector<matvar_t*>& variables, matio_compression compression) const {
    const std::string path = (folder_ / "made.mat").string();
    mat_t* file = Mat_CreateVer(path.c_str(), nullptr, MAT_FT_MAT5);
    for (matvar_t* variable : variables) {
      EXPECT_EQ(Mat_VarWrite(file, variable, compression), 0);
      Mat_VarFree(variable);
    }
    Mat_Close(file);
    return path;
  }
  /// layers{1}.weights = {kernel, bias}; meta.normalization.averageImage, 2x2x3.
  std::string new_file(matio_compression compression) const {
    matvar_t* weights = cell(nullptr, {array({4, 3, 3, 3}), array({1, 4})});
    matvar_t* layer =
        structure(nullptr, {"name", "type", "weights"}, {text("conv1_1"), text("conv"), weights});
    std::size_t shape[] = {2, 2, 3};
    double pixels[] = {122.0, 124.0, 123.0, 123.0, 116.0, 118.0, 117.0, 117.0, 103.0, 105.0, 104.0, 104.0};
    matvar_t* average = Mat_VarCreate(nullptr, MAT_C_DOUBLE, MAT_T_DOUBLE, 3, shape, pixels, 0);
    matvar_t* normalization = structure(nullptr, {"averageImage"}, {average});
    return save({cell("layers", {layer}), structure("meta", {"normalization"}, {normalization})},
                compression);
  }
};

TEST_F(Matlab, gives_the_arrays_of_matconvnet) {
  for (const auto compression : {MAT_COMPRESSION_NONE, MAT_COMPRESSION_ZLIB}) {
    const ModelArrays file = read_model_arrays(new_file(compression));
    EXPECT_EQ(file.format, "MATLAB (MatConvNet)");
    testing::expect_small(file);
    EXPECT_EQ(file.channel_order, "RGB");
    ASSERT_TRUE(file.mean.has_value());
    EXPECT_THAT(*file.mean, ::testing::ElementsAre(123.0f, 117.0f, 104.0f));
  }
}

TEST_F(Matlab, gives_the_arrays_of_the_first_matconvnet) {
  matvar_t* layer = structure(nullptr, {"filters", "biases"}, {array({4, 3, 3, 3}), array({1, 4})});
  testing::expect_small(read_model_arrays(save({cell("layers", {layer})}, MAT_COMPRESSION_NONE)));
}

TEST_F(Matlab, withstands_files_that_end_early) {
  const std::string bytes = bytes_of(new_file(MAT_COMPRESSION_NONE));
  int refused = 0;
  for (std::size_t length = 7; length < bytes.size(); length += 61) {
    try {
      read_model_arrays(write("short.mat", bytes.substr(0, length)));
    } catch (const ModelMissing&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 2);
}

/// Finds the dimensions `rows` x `columns` in the file and puts others there.
std::string forged(std::string bytes, std::array<std::int32_t, 2> shape, std::array<std::int32_t, 2> claim) {
  const std::string_view wanted(reinterpret_cast<const char*>(shape.data()), sizeof shape);
  const std::size_t at = bytes.find(wanted, 128);
  EXPECT_NE(at, std::string::npos);
  std::memcpy(bytes.data() + at, claim.data(), sizeof claim);
  return bytes;
}

TEST_F(Matlab, refuses_sizes_that_the_file_cannot_hold) {
  std::size_t shape[] = {3, 5};
  std::vector<float> values(15);
  matvar_t* numbers = Mat_VarCreate("x", MAT_C_SINGLE, MAT_T_SINGLE, 2, shape, values.data(), 0);
  const std::string one = bytes_of(save({numbers}, MAT_COMPRESSION_NONE));
  EXPECT_THAT(refusal(write("large.mat", forged(one, {3, 5}, {30000, 30000}))), HasSubstr("weights cannot"));
  EXPECT_THAT(refusal(write("larger.mat", forged(one, {3, 5}, {1 << 20, 1 << 20}))),
              HasSubstr("larger than any"));
  matvar_t* inner = Mat_VarCreate(nullptr, MAT_C_SINGLE, MAT_T_SINGLE, 2, shape, values.data(), 0);
  const std::string nested = bytes_of(save({cell("y", {inner, text("z")})}, MAT_COMPRESSION_NONE));
  EXPECT_THAT(refusal(write("inner.mat", forged(nested, {3, 5}, {30000, 30000}))),
              HasSubstr("weights cannot"));
  EXPECT_THAT(refusal(write("list.mat", forged(nested, {1, 2}, {1000, 1000}))), HasSubstr("longer than any"));
}

TEST_F(Matlab, withstands_changed_bytes) {
  const std::string bytes = bytes_of(new_file(MAT_COMPRESSION_NONE));
  int refused = 0;
  for (std::size_t at = 128; at < bytes.size(); ++at)
    for (const char value : {'\0', '\x01'}) {  // over larger counts of lists matio walks for seconds
      std::string changed = bytes;
      changed[at] = value;
      try {
        read_model_arrays(write("changed", changed));
      } catch (const ModelMissing&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 2);
}

}  // namespace
}  // namespace doodle
