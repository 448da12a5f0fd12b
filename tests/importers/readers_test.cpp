// Every format, from files that the tests write themselves.
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

struct Case {
  std::string kind, format, kernel;  ///< the kernel's name
};
void PrintTo(const Case& tested, std::ostream* stream) {
  *stream << tested.kind;
}

class Readers : public testing::WeightsFolder, public ::testing::WithParamInterface<Case> {};

TEST_P(Readers, give_the_arrays_that_were_written) {
  const ModelArrays file = read_model_arrays(make(GetParam().kind));
  EXPECT_EQ(file.format, GetParam().format);
  testing::expect_small(file);
  bool named = false;
  for (const NamedArray& array : file.arrays())
    named |= array.name == GetParam().kernel && array.values.size() == 108;
  EXPECT_TRUE(named) << "no kernel " << GetParam().kernel;
}

// A file that ends early is refused, or what is left is the whole network all the same.
TEST_P(Readers, refuse_files_that_end_early) {
  const std::string bytes = bytes_of(make(GetParam().kind));
  int refused = 0;
  for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 64) {
    const std::string path = write("short", bytes.substr(0, length));
    try {
      read_model_arrays(path);
    } catch (const ModelMissing& error) {
      ++refused;
      EXPECT_THAT(error.what(), HasSubstr(path));
    }
  }
  EXPECT_GT(refused, 20);
}

// With any one byte changed there is a result or a refusal, and nothing else.
TEST_P(Readers, withstand_any_changed_byte) {
  const std::string bytes = bytes_of(make(GetParam().kind));
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 150)
    for (const char value : {'\0', '\xff'}) {
      std::string changed = bytes;
      changed[at] = value;
      try {
        read_model_arrays(write("changed", changed));
      } catch (const ModelMissing&) {
      }
    }
  testing::expect_small(read_model_arrays(write("sound", bytes)));
}

const Case own_readers[] = {
    {"pth_legacy", "PyTorch (before 1.6)", "features.0.weight"},
    {"npy", "NumPy (.npy)", "features.0.weight"},
    {"pkl", "pickle of NumPy's arrays", "features.0.weight"},
    {"pkl_protocol0", "pickle of NumPy's arrays", "features.0.weight"},
    {"pkl_protocol4", "pickle of NumPy's arrays", "params.features.0.weight"},
    {"pkl_python2", "pickle of NumPy's arrays", "features.0.weight"},
    {"caffemodel", "Caffe", "features.0.0"},
    {"caffemodel_new", "Caffe", "features.0.0"},
    {"safetensors", "safetensors", "features.0.weight"},
};
INSTANTIATE_TEST_SUITE_P(formats, Readers, ::testing::ValuesIn(own_readers),
                         [](const auto& tested) { return tested.param.kind; });

#ifdef DOODLE_IMPORTERS
const Case library_readers[] = {
    {"pth", "PyTorch (zip)", "features.0.weight"},
    {"pth_deflated", "PyTorch (zip)", "features.0.weight"},
    {"pth_half", "PyTorch (zip)", "features.0.weight"},
    {"pth_double", "PyTorch (zip)", "features.0.weight"},
    {"pth_strided", "PyTorch (zip)", "features.0.weight"},
    {"pth_checkpoint", "PyTorch (zip)", "state_dict.features.0.weight"},
    {"npz", "NumPy (.npz)", "features.0.weight"},
    {"npz_deflated", "NumPy (.npz)", "features.0.weight"},
    {"npz_fortran", "NumPy (.npz)", "features.0.weight"},
    {"npz_big_endian", "NumPy (.npz)", "features.0.weight"},
    {"pkl_bz2", "pickle of NumPy's arrays, bzip2", "0"},
};
INSTANTIATE_TEST_SUITE_P(archives, Readers, ::testing::ValuesIn(library_readers),
                         [](const auto& tested) { return tested.param.kind; });
#endif

class UnknownFiles : public testing::WeightsFolder {};

TEST_F(UnknownFiles, are_refused_with_what_they_are) {
  EXPECT_THAT(refusal(write("empty", "")), HasSubstr("it is empty"));
  EXPECT_THAT(refusal(write("page", "<!DOCTYPE html><html>")), HasSubstr("web page"));
  EXPECT_THAT(refusal(write("pointer", "version https://git-lfs.github.com/spec/v1\n")),
              HasSubstr("git lfs pull"));
  EXPECT_THAT(refusal(write("text", "hello")), HasSubstr("format is not known"));
  EXPECT_THAT(refusal((folder_ / "absent").string()), HasSubstr("does not exist"));
  EXPECT_THAT(refusal(folder_.string()), HasSubstr("not a file"));
}

#ifndef DOODLE_IMPORTERS
TEST_F(UnknownFiles, say_what_this_build_lacks) {
  EXPECT_THAT(refusal(make("pth")), HasSubstr("DOODLE_IMPORTERS=ON"));
  EXPECT_THAT(refusal(make("pkl_bz2")), HasSubstr("DOODLE_IMPORTERS=ON"));
  EXPECT_THAT(refusal(write("a", "\x89HDF\r\n\x1a\n")), HasSubstr("DOODLE_IMPORTERS=ON"));
  EXPECT_THAT(refusal(write("b", "MATLAB 5.0 MAT-file")), HasSubstr("DOODLE_IMPORTERS=ON"));
}
#endif

}  // namespace
}  // namespace doodle
