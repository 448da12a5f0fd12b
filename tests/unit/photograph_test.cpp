#include "upscale/photograph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/random.h"
#include "image/grey.h"

namespace doodle {
namespace {

/// Noise of so many colours, or greys.
Image noise(Size size, int colours, bool grey = false) {
  Image image = make_image(size.width, size.height);
  for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
    const auto number = static_cast<int>(colours * random_uniform(1, 0, i));
    const int rgb[3] = {number % 256, number / 256 % 256, number / 65536};
    for (std::size_t c = 0; c < 3; ++c) image.pixels[3 * i + c] = static_cast<float>(grey ? rgb[0] : rgb[c]);
  }
  return image;
}

TEST(Photograph, IsToldByItsManyColours) {
  EXPECT_TRUE(photograph_notice(noise({60, 50}, 100000)));
  EXPECT_FALSE(photograph_notice(noise({60, 50}, 1000)));
  EXPECT_TRUE(photograph_notice(noise({256, 160}, 4000)));
  EXPECT_FALSE(photograph_notice(noise({256, 160}, 2000))) << "an atlas of tiles has as many";
}

TEST(Photograph, HasNoFlatAreas) {
  Image image = noise({160, 160}, 100000);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) std::copy_n(image.at(y - y % 3, x - x % 3), 3, image.at(y, x));
  EXPECT_FALSE(photograph_notice(image));
}

TEST(Photograph, MayBeGreyWhereItIsLarge) {
  EXPECT_TRUE(photograph_notice(noise({160, 120}, 256, true)));
  EXPECT_FALSE(photograph_notice(noise({160, 120}, 100, true)));
  EXPECT_FALSE(photograph_notice(noise({32, 32}, 256, true)));
}

#ifdef DOODLE_IMAGE_IO
TEST(Photograph, IsNoPixelArtThatThereIs) {
  for (const char* folder : {"/data/examples/tiles", "/data/examples/items", "/../shared/data/pack"}) {
    const std::filesystem::path path = DOODLE_SOURCE_DIR + std::string(folder);
    if (!std::filesystem::exists(path)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".png") continue;
      EXPECT_FALSE(photograph_notice(to_rgb(load_image(entry.path().string())))) << entry.path();
    }
  }
}
#endif

}  // namespace
}  // namespace doodle
