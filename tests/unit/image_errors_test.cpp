#include <gmock/gmock.h>
#include <sys/resource.h>

#include <bit>
#include <csignal>
#include <limits>

#include "image_file_fixture.h"
#include "image_samples.h"
#include "tiff_bytes.h"

namespace doodle {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using ImageErrors = ImageFiles;

TEST_F(ImageErrors, MissingEmptyAndUnknownFilesEachHaveTheirLine) {
  EXPECT_THAT(load_refusal(file("none.png")), AllOf(HasSubstr("none.png"), HasSubstr("does not exist")));
  EXPECT_THAT(load_refusal(file("none.png") + "/below.png"), HasSubstr("below.png"));
  EXPECT_THAT(load_refusal(file("")), HasSubstr("is a folder"));
  EXPECT_THAT(load_refusal(""), HasSubstr("empty"));
  write_bytes(file("zero.png"), "");
  EXPECT_THAT(load_refusal(file("zero.png")), AllOf(HasSubstr("zero.png"), HasSubstr("is empty")));
  write_bytes(file("text.png"), "this is no image\n");
  EXPECT_THAT(load_refusal(file("text.png")),
              AllOf(HasSubstr("text.png"), HasSubstr("cannot be read as an image")));
  EXPECT_THAT(load_refusal("/dev/null"), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal([&] { read_image_text(file("none.png")); }), HasSubstr("does not exist"));
}

TEST_F(ImageErrors, TruncatedFilesAreRefused) {
  for (const char* name : {"t.png", "t.jpg", "t.tif", "t.exr", "t.webp"}) {
    save_image(file(name), random_image(90, 70, 3));
    const std::string whole = read_bytes(file(name));
    EXPECT_NO_THROW(load_image(file(name)));
    for (double part : {0.02, 0.3, 0.6, 0.95}) {
      write_bytes(file(name),
                  whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * part)));
      EXPECT_THAT(load_refusal(file(name)), HasSubstr(name)) << part;
    }
    write_bytes(file(name), whole.substr(0, whole.size() - 1));
    EXPECT_THAT(load_refusal(file(name)), HasSubstr(name)) << "the last byte is missing";
  }
}

TEST_F(ImageErrors, PngFlawsThatLibpngReportsOnStderrAreCaughtBefore) {
  save_image(file("a.png"), random_image(30, 20, 3));
  const std::string whole = read_bytes(file("a.png"));
  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 1;
  write_bytes(file("damaged.png"), damaged);
  std::string nothing = whole;  // width 0; its checksum is of no interest by then
  for (int i = 16; i < 20; ++i) nothing[static_cast<std::size_t>(i)] = 0;
  write_bytes(file("nothing.png"), nothing);
  testing::internal::CaptureStderr();
  EXPECT_THAT(load_refusal(file("damaged.png")), AllOf(HasSubstr("damaged.png"), HasSubstr("checksum")));
  EXPECT_THAT(load_refusal(file("nothing.png")), AllOf(HasSubstr("nothing.png"), HasSubstr("0x20")));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(ImageErrors, DamagedFilesAreRefusedOrReadButNeverCrash) {
  for (const char* name : {"d.png", "d.jpg", "d.tif", "d.exr", "d.webp"}) {
    save_image(file(name), random_image(30, 20, 3));
    const std::string whole = read_bytes(file(name));
    for (std::uint64_t trial = 0; trial < 60; ++trial) {
      std::string bytes = whole;
      for (std::uint64_t i = 0; i < 4; ++i)
        bytes[random_below(random_word(trial, 1, i), static_cast<std::uint32_t>(bytes.size()))] ^= 0x55;
      write_bytes(file(name), bytes);
      try {
        const Image image = load_image(file(name));
        EXPECT_EQ(image.pixels.size(), static_cast<std::size_t>(image.width) * image.height * image.channels);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr(name));
      }
    }
  }
}

TEST_F(ImageErrors, APngWithAWrongByteIsRefused) {
  save_image(file("d.png"), random_image(30, 20, 3));
  std::string bytes = read_bytes(file("d.png"));
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(file("d.png"), bytes);
  EXPECT_THAT(load_refusal(file("d.png")), AllOf(HasSubstr("d.png"), HasSubstr("damaged")));
}

TEST_F(ImageErrors, AThumbnailsEndIsNotTheEndOfAJpeg) {
  save_image(file("t.jpg"), random_image(90, 70, 3));
  std::string bytes = read_bytes(file("t.jpg"));
  const std::string thumbnail("\xff\xe5\x00\x06\xff\xd9\xff\xd9",
                              8);  // an application segment with end markers in it
  bytes.insert(2, thumbnail);
  write_bytes(file("t.jpg"), bytes + "bytes after the end");
  EXPECT_EQ(load_image(file("t.jpg")).size(), (Size{90, 70}));
  write_bytes(file("t.jpg"), bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(load_refusal(file("t.jpg")), HasSubstr("truncated"));
}

TEST_F(ImageErrors, NanAndInfinityAreRefusedAndThePixelNamed) {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  TiffBytes tiff{.width = 3, .height = 2, .bits = 32};
  tiff.samples = TiffBytes::floats({0, 0, 0, 0.5f, 0, nan});
  write_bytes(file("n.tif"), tiff.bytes());
  EXPECT_THAT(load_refusal(file("n.tif")), AllOf(HasSubstr("n.tif"), HasSubstr("NaN"), HasSubstr("(2, 1)")));
  tiff.samples = TiffBytes::floats({0, -infinity, 0, 0.5f, 0, 1});
  write_bytes(file("n.tif"), tiff.bytes());
  EXPECT_THAT(load_refusal(file("n.tif")), AllOf(HasSubstr("infinity"), HasSubstr("(1, 0)")));
}

TEST_F(ImageErrors, NanInExrIsRefused) {
  Image image = make_image(2, 1, 1);
  image.type = SampleType::f32;
  image.pixels = {255, 255 * 0.7109375f};
  save_image(file("n.exr"), image);
  std::string bytes = read_bytes(file("n.exr"));  // so small that OpenEXR stores it as it is
  const std::string value = TiffBytes::floats({0.7109375f});
  const std::size_t place = bytes.rfind(value);
  ASSERT_NE(place, std::string::npos);
  bytes.replace(place, 4, TiffBytes::floats({std::numeric_limits<float>::quiet_NaN()}));
  write_bytes(file("n.exr"), bytes);
  EXPECT_THAT(load_refusal(file("n.exr")), AllOf(HasSubstr("NaN"), HasSubstr("(1, 0)")));
}

TEST_F(ImageErrors, TooLargeFilesAreRefusedBeforeTheirPixelsAreRead) {
  for (const TiffBytes& tiff :
       {TiffBytes{.width = 30001, .samples = "x"}, TiffBytes{.height = 30001, .samples = "x"}}) {
    write_bytes(file("wide.tif"), tiff.bytes());
    EXPECT_THAT(load_refusal(file("wide.tif")), AllOf(HasSubstr("30001"), HasSubstr("at most 30000")));
  }
  write_bytes(file("wide.tif"), TiffBytes{.width = 30000, .samples = std::string(30000, 'x')}.bytes());
  EXPECT_EQ(load_image(file("wide.tif")).width, 30000);
}

TEST_F(ImageErrors, SavingToImpossiblePlacesSaysWhyAndLeavesNothingBehind) {
  const Image image = make_image(4, 4);
  const auto save_refusal = [&](const std::string& path) {
    const std::string message = refusal([&] { save_image(path, image); });
    EXPECT_EQ(refusal([&] { check_output(path); }), message) << "it is known beforehand";
    return message;
  };
  EXPECT_THAT(save_refusal(file("image.xyz")),
              AllOf(HasSubstr("image.xyz"), HasSubstr("extension"), HasSubstr(".png")));
  EXPECT_THAT(save_refusal(file("image")), HasSubstr("extension"));
  EXPECT_THAT(save_refusal(file("none/image.png")), AllOf(HasSubstr("none"), HasSubstr("does not exist")));
  EXPECT_EQ(files_in_folder(), 0);
  std::filesystem::create_directory(file("folder.png"));
  EXPECT_THAT(save_refusal(file("folder.png")), HasSubstr("is a folder"));
  EXPECT_EQ(files_in_folder(), 1);
  EXPECT_THAT(refusal([&] {
                save_image(file("k.png"), image, {.text = {{"", "x"}}});
              }),
              HasSubstr("text key"));
}

TEST_F(ImageErrors, SavingToAReadOnlyFolderSaysWhy) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  std::filesystem::permissions(file(""),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const std::string message = refusal([&] { save_image(file("a.png"), make_image(4, 4)); });
  std::filesystem::permissions(file(""), std::filesystem::perms::owner_all);
  EXPECT_THAT(message, AllOf(HasSubstr("a.png"), HasSubstr("ermission")));
}

TEST_F(ImageErrors, ImagesThatAreNotInOrderAreNotSaved) {
  Image image = make_image(4, 4);
  image.pixels[20] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal([&] { save_image(file("a.exr"), image); }),
              AllOf(HasSubstr("NaN"), HasSubstr("(2, 1)")));
  image.pixels.pop_back();
  EXPECT_THAT(refusal([&] { save_image(file("a.exr"), image); }), HasSubstr("47 values"));
  EXPECT_THAT(refusal([&] { save_image(file("a.png"), Image{}); }), HasSubstr("0x0"));
  EXPECT_EQ(files_in_folder(), 0);
}

/// While it lives no file can grow beyond `bytes`: a full disk, as far as the writers can tell.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(ImageErrors, AFailedSaveLeavesTheExistingFileAndNothingElse) {
  const Image image = random_image(200, 150, 3);
  for (const char* name : {"a.png", "a.jpg", "a.tif", "a.exr", "a.webp"})
    for (rlim_t room : {0, 300, 20000}) {
      write_bytes(file(name), "precious");
      std::string message;
      {
        const FullDisk full(room);
        message = refusal([&] { save_image(file(name), image); });
      }
      EXPECT_THAT(message, AllOf(HasSubstr(name), HasSubstr("cannot be written"))) << room;
      EXPECT_EQ(read_bytes(file(name)), "precious");
      EXPECT_EQ(files_in_folder(), 1);
      std::filesystem::remove(file(name));
    }
}

TEST_F(ImageErrors, SavingReplacesTheFileAndFollowsLinks) {
  write_bytes(file("target.png"), "old");
  std::filesystem::create_symlink("target.png", file("link.png"));
  save_image(file("link.png"), make_image(5, 4));
  EXPECT_TRUE(std::filesystem::is_symlink(file("link.png")));
  EXPECT_EQ(load_image(file("target.png")).size(), (Size{5, 4}));
  EXPECT_EQ(files_in_folder(), 2);
}

}  // namespace
}  // namespace doodle
