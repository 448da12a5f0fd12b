#include <gmock/gmock.h>

#include "doodle/synthesis.h"

namespace doodle {
namespace {

using testing::AllOf;
using testing::HasSubstr;

PaintRequest request(Size style, Size picture) {
  PaintRequest request;
  request.styles = {{make_image(style.width, style.height), {}}};
  request.options.output_size = picture;
  request.options.network.model = "random";
  return request;
}

/// Two labels, and a style that has both.
PaintRequest mapped(Size style, Size picture) {
  PaintRequest asked = request(style, picture);
  Image map = make_image(style.width, style.height);
  for (std::size_t i = 0; i < map.pixels.size() / 2; ++i) map.pixels[i] = 255;
  asked.styles.front().map = map;
  asked.target_map = std::move(map);
  return asked;
}

/// What is said with this in it.
std::string notice(const PaintRequest& request, const std::string& part = "--style-scale") {
  std::string all;
  for (const std::string& notice : estimate_paint(request).notices)
    if (notice.find(part) != std::string::npos) all += notice;
  return all;
}

TEST(SizeNotices, SpeakOfPaintingsMoreThanTwiceAsLargeAsTheirStyles) {
  EXPECT_THAT(notice(mapped({64, 48}, {129, 96})),
              AllOf(HasSubstr("129x96"), HasSubstr("64x48, which will repeat; --style-scale 2")));
  EXPECT_EQ(notice(mapped({64, 48}, {128, 96})), "");
  PaintRequest content = request({48, 64}, {64, 129});
  EXPECT_EQ(notice(content), "") << "a texture is there to repeat";
  content.content = make_image(64, 129);
  EXPECT_THAT(notice(content), HasSubstr("which will repeat"));
}

TEST(SizeNotices, SpeakOfPicturesThatHaveRoomForACorner) {
  EXPECT_THAT(notice(mapped({200, 100}, {80, 40})), HasSubstr("200x100, of which it will show a part"));
  EXPECT_THAT(notice(mapped({200, 100}, {80, 40})), HasSubstr("--style-scale 0.4 makes"));
  EXPECT_EQ(notice(mapped({160, 80}, {80, 40})), "");
  EXPECT_EQ(notice(request({160, 80}, {40, 20})), "");
  EXPECT_THAT(notice(request({161, 80}, {40, 20})), HasSubstr("--style-scale 0.25 makes"));
  EXPECT_THAT(notice(request({1700, 40}, {40, 40})), HasSubstr("--style-scale 0.062 makes"));
}

TEST(SizeNotices, AreSilentWhereTheScaleWasChosenOrMeansNothing) {
  PaintRequest scaled = mapped({64, 48}, {200, 96});
  scaled.options.pyramid.style_scale = 1.5;
  EXPECT_EQ(notice(scaled), "");
  PaintRequest inpaint = request({400, 40}, {64, 48});
  inpaint.inpaint = make_image(60, 44);
  EXPECT_EQ(notice(inpaint), "");
}

TEST(SizeNotices, SayWhatIsStretched) {
  EXPECT_EQ(notice(mapped({64, 48}, {80, 60}), "stretched"), "");
  EXPECT_EQ(notice(mapped({64, 48}, {81, 60}), "stretched"), "") << "sizes are whole numbers";
  EXPECT_EQ(notice(mapped({64, 48}, {60, 60}), "stretched"),
            "the target map is 64x48 and the picture 60x60: the map is stretched");
  PaintRequest content = request({64, 48}, {60, 60});
  content.content = make_image(50, 100);
  EXPECT_THAT(notice(content, "stretched"), HasSubstr("the content is 50x100"));
  content.guides = {{{make_image(64, 48)}, make_image(30, 40), 1}};
  EXPECT_THAT(notice(content, "stretched"), HasSubstr("the target of a guide is 30x40"));
}

TEST(SizeNotices, ComeWithTheFirstReportOfARun) {
  std::vector<std::string> first;
  const PaintResult result = paint(mapped({100, 40}, {40, 32}), [&](const Progress& progress) {
    first.assign(progress.notices.begin(), progress.notices.end());
    return false;
  });
  EXPECT_THAT(first, testing::Contains(HasSubstr("--style-scale 0.4")));
  EXPECT_EQ(first, result.notices);
}

}  // namespace
}  // namespace doodle
