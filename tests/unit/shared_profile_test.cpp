#include "image/shared_profile.h"

#include <gmock/gmock.h>

#include "doodle/style.h"
#include "image_samples.h"
#include "style_fixture.h"

namespace doodle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::byte> wide = small_profile("RGB ", "Display P3"),
                             other = small_profile("RGB ", "Wide");

Image with(Image image, const std::vector<std::byte>& icc) {
  image.icc = icc;
  return image;
}

TEST(SharedProfile, IsTheFirstsAndNamesTheOthers) {
  const Image a = with(blots(9, 9, 1), wide), b = with(blots(9, 9, 2), other), plain = blots(9, 9, 3);
  std::vector<std::string> notices;
  EXPECT_EQ(shared_profile({{"style 1", &a}, {"style 2", &a}}, notices), wide);
  EXPECT_THAT(notices, IsEmpty());
  EXPECT_EQ(shared_profile({{"style 1", &a}, {"style 2", &b}, {"style 3", &plain}}, notices), wide);
  EXPECT_THAT(
      notices,
      ElementsAre("style 2 has another colour profile than style 1: its colours are taken as they are",
                  testing::StartsWith("style 3 has another")));
}

TEST(SharedProfile, OfSrgbIsNone) {
  const Image named = with(blots(9, 9, 1), small_profile("RGB ", "sRGB v2")),
              sixteen = with(named, small_profile("RGB ", std::string("\0s\0R\0G\0B", 8))),
              grey = with(make_image(9, 9, 1), small_profile("GRAY")),
              broken = with(named, std::vector<std::byte>(200)), plain = blots(9, 9, 3);
  std::vector<std::string> notices;
  for (const Image* first : {&plain, &named, &sixteen, &grey, &broken})
    EXPECT_THAT(shared_profile({{"a", first}, {"b", &plain}, {"c", &named}}, notices), IsEmpty());
  EXPECT_THAT(notices, IsEmpty());
}

TEST(SharedProfile, GoesWithWhatIsPainted) {
  PaintRequest request;
  request.styles = {{with(blots(48, 40, 2), wide), {}}, {with(blots(48, 40, 3), wide), {}}};
  request.styles[0].image.type = SampleType::u16;
  request.options.output_size = {30, 20};
  request.options.network.model = "random";
  request.options.refine.iterations = 1;
  request.options.finish.iterations = 1;
  PaintResult result = paint(request);
  EXPECT_EQ(result.image.icc, wide);
  EXPECT_EQ(result.image.type, SampleType::u8);
  request.styles[1].image.type = SampleType::u16;
  request.styles[1].image.icc.clear();
  result = paint(request);
  EXPECT_EQ(result.image.type, SampleType::u16);
  EXPECT_THAT(result.notices, testing::Contains(testing::StartsWith("style 2 has another colour profile")));
  request.inpaint = blots(20, 16, 4);
  result = paint(request);
  EXPECT_EQ(result.image.type, SampleType::u8);
  EXPECT_THAT(result.image.icc, IsEmpty());
  EXPECT_THAT(result.notices, testing::Contains(testing::StartsWith("style 1 has another")));
}

TEST(SharedProfile, OfStyleTransferIsOfThePictureWhoseColoursItHas) {
  StyleRequest request = small_request();
  request.options.schedule.iterations = 1;
  request.content.icc = wide;
  request.styles[0].image.icc = other;
  const PaintResult painted = transfer_style(request);
  EXPECT_EQ(painted.image.icc, other);
  EXPECT_THAT(painted.notices,
              testing::Contains(testing::StartsWith("the content has another colour profile")));
  request.options.colours = "luminance";
  EXPECT_EQ(transfer_style(request).image.icc, wide);
}

}  // namespace
}  // namespace doodle
