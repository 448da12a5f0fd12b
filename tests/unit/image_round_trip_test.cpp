#include <gmock/gmock.h>

#include "image_file_fixture.h"
#include "image_samples.h"
#include "tiff_bytes.h"

namespace doodle {
namespace {

using ImageRoundTrip = ImageFiles;

struct Case {
  const char* extension;
  SampleType type, stored;
};

TEST_F(ImageRoundTrip, IsExactWhereTheFormatCanHoldTheType) {
  using enum SampleType;
  for (const Case& c :
       {Case{"png", u8, u8}, Case{"png", u16, u16}, Case{"tif", u8, u8}, Case{"TIFF", u16, u16},
        Case{"tif", f16, f32}, Case{"tif", f32, f32}, Case{"exr", f16, f16}, Case{"exr", f32, f32},
        Case{"exr", u16, f32}, Case{"webp", u8, u8}})
    for (int channels : {1, 3})
      for (bool alpha : {false, true})
        for (Size size : {Size{1, 1}, Size{1, 7}, Size{37, 23}}) {
          const Image image = random_image(size.width, size.height, channels, c.type, alpha);
          const Image back = saved_and_loaded(std::string("image.") + c.extension, image);
          const std::string what = std::string(c.extension) + " type " +
                                   std::to_string(static_cast<int>(c.type)) + " channels " +
                                   std::to_string(channels) + (alpha ? " alpha" : "");
          EXPECT_EQ(back.size(), size) << what;
          const bool webp = std::string(c.extension) == "webp";  // has no grey
          EXPECT_EQ(back.channels, webp ? 3 : channels) << what;
          EXPECT_EQ(back.type, c.stored) << what;
          ASSERT_EQ(back.alpha.empty(), !alpha) << what;
          const bool exact = c.type == u8 || (c.type == u16 && c.stored == u16);
          const bool multiplied = alpha && std::string(c.extension) == "exr";
          if (multiplied) continue;  // its own test below
          EXPECT_LE(largest_difference(back.pixels, webp ? to_rgb(image).pixels : image.pixels),
                    exact ? 0 : 1e-4)
              << what;
          EXPECT_LE(largest_difference(back.alpha, image.alpha), exact ? 1e-7 : 1e-4) << what;
        }
}

TEST_F(ImageRoundTrip, ThroughExrWithAlphaKeepsStraightColours) {
  for (SampleType type : {SampleType::f16, SampleType::f32}) {
    const Image image = random_image(19, 11, 3, type, true);
    const Image back = saved_and_loaded("image.exr", image);
    const double relative = type == SampleType::f16 ? 1.0 / 1024 : 1e-6;
    EXPECT_LE(largest_difference(back.alpha, image.alpha), relative);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      if (image.alpha[i / 3] > 0)
        EXPECT_NEAR(back.pixels[i], image.pixels[i], relative * (1 + std::abs(image.pixels[i])) + 1e-5);
      else
        EXPECT_EQ(back.pixels[i], 0) << "colours under clear pixels cannot be stored multiplied";
    }
  }
}

TEST_F(ImageRoundTrip, Every8And16BitValueIsReversible) {
  Image bytes = make_image(256, 1, 1), words = make_image(256, 256, 1);
  for (std::size_t v = 0; v < 256; ++v) bytes.pixels[v] = static_cast<float>(v);
  for (std::size_t v = 0; v < 65536; ++v) words.pixels[v] = static_cast<float>(v) / 257;
  words.type = SampleType::u16;
  for (const char* name : {"v.png", "v.tif"}) {
    EXPECT_EQ(saved_and_loaded(name, bytes).pixels, bytes.pixels);
    EXPECT_EQ(saved_and_loaded(name, words).pixels, words.pixels);
  }
}

TEST_F(ImageRoundTrip, IntegersRoundAndClamp) {
  Image image = make_image(5, 1, 1);
  image.pixels = {-3, 0.49f, 0.51f, 254.6f, 300};
  EXPECT_EQ(saved_and_loaded("r.png", image).pixels, (std::vector<float>{0, 0, 1, 255, 255}));
}

TEST_F(ImageRoundTrip, FloatFilesAreNotClamped) {
  Image image = make_image(3, 1, 1);
  image.type = SampleType::f32;
  image.pixels = {-255, 510, 25500};
  for (const char* name : {"f.exr", "f.tif"})
    EXPECT_LE(largest_difference(saved_and_loaded(name, image).pixels, image.pixels), 1e-2) << name;
}

TEST_F(ImageRoundTrip, JpegIsCloseAndGreyStaysGrey) {
  Image image = make_image(64, 48, 3);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) {
      image.at(y, x)[0] = static_cast<float>(4 * x);
      image.at(y, x)[1] = static_cast<float>(5 * y);
      image.at(y, x)[2] = 90;
    }
  EXPECT_LE(largest_difference(saved_and_loaded("j.jpg", image).pixels, image.pixels), 6);
  EXPECT_EQ(saved_and_loaded("j.jpeg", make_image(9, 9, 1, 33)).channels, 1);
}

TEST_F(ImageRoundTrip, JpegLeavesAlphaOut) {
  Image image = make_image(8, 8, 3, 100);
  image.alpha.assign(64, 0.5f);
  const Image back = saved_and_loaded("j.jpg", image);
  EXPECT_TRUE(back.alpha.empty());
  EXPECT_LE(largest_difference(back.pixels, image.pixels), 1);
}

TEST_F(ImageRoundTrip, FloatsBecome16BitsInPng) {
  Image image = random_image(8, 8, 3, SampleType::f32);
  for (float& value : image.pixels) value = std::clamp(value, 0.0f, 255.0f);
  const Image back = saved_and_loaded("f.png", image);
  EXPECT_EQ(back.type, SampleType::u16);
  EXPECT_LE(largest_difference(back.pixels, image.pixels), 0.5 / 257 + 1e-4);
}

TEST_F(ImageRoundTrip, ProfilesAreKeptByteForByte) {
  for (int channels : {1, 3})
    for (const char* name : {"p.png", "p.tif", "p.jpg"}) {
      Image image = random_image(8, 8, channels);
      image.icc = small_profile(channels == 1 ? "GRAY" : "RGB ");
      EXPECT_EQ(saved_and_loaded(name, image).icc, image.icc) << name;
    }
  Image image = random_image(8, 8, 3, SampleType::u8, true);
  image.icc = small_profile("RGB ");
  EXPECT_EQ(saved_and_loaded("p.webp", image).icc, image.icc);
  EXPECT_EQ(saved_and_loaded("p.webp", image).pixels, image.pixels);
}

TEST_F(ImageRoundTrip, ProfilesThatDoNotFitAreLeftOut) {
  Image image = random_image(8, 8, 3);
  image.icc = small_profile("GRAY");
  EXPECT_TRUE(saved_and_loaded("p.png", image).icc.empty());
  image.icc.assign(200, std::byte{7});
  EXPECT_TRUE(saved_and_loaded("p.png", image).icc.empty());
}

TEST_F(ImageRoundTrip, OrientationIsApplied) {
  // The picture upright is  a b c  and each row below is how a camera of that orientation stores it.
  //                         d e f
  const char* const stored[] = {"abcdef", "cbafed", "fedcba", "defabc",
                                "adbecf", "cfbead", "fcebda", "daebfc"};
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    TiffBytes tiff{.orientation = orientation, .samples = stored[orientation - 1]};
    tiff.width = orientation < 5 ? 3 : 2;
    tiff.height = orientation < 5 ? 2 : 3;
    write_bytes(file("o.tif"), tiff.bytes());
    const Image image = load_image(file("o.tif"));
    ASSERT_EQ(image.size(), (Size{3, 2})) << orientation;
    EXPECT_THAT(image.pixels, testing::ElementsAre('a', 'b', 'c', 'd', 'e', 'f')) << orientation;
  }
}

TEST_F(ImageRoundTrip, TextPairsComeBack) {
  const SaveOptions options{.text = {{"doodle:version", "0.1"},
                                     {"parameters", "{\"phases\": 4}\nsecond line"},
                                     {"Title", "A title"},
                                     {"empty", ""}}};
  for (const char* name : {"t.png", "t.exr", "t.tif", "t.jpg"}) {
    save_image(file(name), make_image(4, 4), options);
    const auto text = read_image_text(file(name));
    for (const auto& [key, value] : options.text) {
      if (value.empty() && std::string(name) == "t.exr") continue;
      ASSERT_TRUE(text.contains(key)) << name << " " << key;
      EXPECT_EQ(text.at(key), value) << name;
    }
  }
  save_image(file("none.png"), make_image(4, 4));
  EXPECT_TRUE(read_image_text(file("none.png")).empty());
}

TEST_F(ImageRoundTrip, LongTextSurvives) {
  const std::string longer(200000, 'x');
  save_image(file("t.png"), make_image(4, 4), {.text = {{"parameters", longer}}});
  EXPECT_EQ(read_image_text(file("t.png")).at("parameters"), longer);
}

TEST_F(ImageRoundTrip, PngFilesAreTheSameBytesEveryTime) {
  const Image image = random_image(40, 30, 3, SampleType::u8, true);
  save_image(file("a.png"), image, {.text = {{"key", "value"}}});
  save_image(file("b.png"), image, {.text = {{"key", "value"}}});
  EXPECT_EQ(read_bytes(file("a.png")), read_bytes(file("b.png")));
}

}  // namespace
}  // namespace doodle
