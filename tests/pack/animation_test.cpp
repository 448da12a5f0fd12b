// Strips of frames and their sidecars.
#include "pack/animation.h"

#include "image/grey.h"
#include "pack/pack_fixture.h"
#include "unit/image_samples.h"

namespace doodle {
namespace {

class Animations : public Packs {
 protected:
  static std::string layout_refusal(const std::string& sidecar, Size size = {16, 64}) {
    return refusal([&] { frame_layout(sidecar, size, "a.png.mcmeta"); });
  }
};

TEST_F(Animations, are_squares_in_a_strip) {
  const FrameLayout layout = frame_layout(R"({"animation": {"frametime": 2}})", {16, 64}, "a");
  EXPECT_EQ(layout.frame, (Size{16, 16}));
  EXPECT_THAT(layout.order, ElementsAre(0, 1, 2, 3));
}

TEST_F(Animations, are_made_in_the_order_in_which_they_are_played) {
  const FrameLayout layout =
      frame_layout(R"({"animation": {"frames": [2, {"index": 0, "time": 5}, 2]}})", {16, 64}, "a");
  EXPECT_THAT(layout.order, ElementsAre(2, 0, 1, 3));
}

TEST_F(Animations, may_state_their_size) {
  EXPECT_EQ(frame_layout(R"({"animation": {"width": 8, "height": 32}})", {16, 64}, "a").frame, (Size{8, 32}));
  EXPECT_EQ(frame_layout(R"({"animation": {"height": 32}})", {16, 64}, "a").frame, (Size{16, 32}));
  EXPECT_EQ(frame_layout(R"({"animation": {"width": 8, "height": 32}})", {16, 64}, "a").order.size(), 4u);
}

TEST_F(Animations, are_not_what_has_no_animation) {
  const FrameLayout layout = frame_layout(R"({"gui": {"scaling": {"type": "stretch"}}})", {16, 64}, "a");
  EXPECT_EQ(layout.frame, (Size{16, 64}));
  EXPECT_THAT(layout.order, ElementsAre(0));
}

TEST_F(Animations, must_make_sense) {
  EXPECT_THAT(layout_refusal("{"), HasSubstr("a.png.mcmeta is no JSON"));
  EXPECT_THAT(layout_refusal("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(layout_refusal(R"({"animation": 3})"), HasSubstr("must be an object"));
  EXPECT_THAT(layout_refusal(R"({"animation": {}})", {16, 40}),
              HasSubstr("no whole number of frames of 16x16"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"width": 0}})"), HasSubstr("width must be"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"height": "16"}})"), HasSubstr("height must be"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"width": 1e99}})"), HasSubstr("width must be"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"frames": [4]}})"),
              HasSubstr("plays frame 4, but its texture has 4"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"frames": [-1]}})"), HasSubstr("index must be"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"frames": [{}]}})"), HasSubstr("needs an index"));
  EXPECT_THAT(layout_refusal(R"({"animation": {"frames": 1}})"), HasSubstr("must be a list"));
}

TEST_F(Animations, keep_all_else_when_their_size_is_multiplied) {
  const std::string sidecar = R"({"texture": {"blur": true}, "animation": {"width": 8, "frametime": 3}})";
  EXPECT_TRUE(states_frame_size(sidecar, "a"));
  EXPECT_FALSE(states_frame_size(R"({"animation": {"frametime": 3}})", "a"));
  EXPECT_EQ(scaled_sidecar(sidecar, 4, "a"), R"({
  "texture": {
    "blur": true
  },
  "animation": {
    "width": 32,
    "frametime": 3
  }
}
)");
}

TEST_F(Animations, come_apart_and_together) {
  const Image picture = random_image(8, 12, 3, SampleType::u8, true);
  Image again = make_image(8, 12);
  for (const int index : {3, 0, 2, 1, 5, 4}) paste_frame(again, cut_frame(picture, {4, 4}, index), index);
  EXPECT_EQ(again.pixels, picture.pixels);
  EXPECT_EQ(again.alpha, picture.alpha);
  const Image second = cut_frame(picture, {4, 4}, 3);  // to the right in the second row
  EXPECT_EQ(second.at(0, 0)[1], picture.at(4, 4)[1]);
}

TEST_F(Animations, are_opaque_where_frames_are) {
  Image picture = make_image(2, 4);
  Image clear = make_image(2, 2);
  clear.alpha.assign(4, 0.5f);
  paste_frame(picture, clear, 1);
  paste_frame(picture, make_image(2, 2), 0);
  EXPECT_THAT(picture.alpha, ElementsAre(1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f));
}

TEST(Grey, is_what_can_be_seen) {
  Image image = make_image(2, 1, 3, 7);
  EXPECT_TRUE(is_grey(image));
  image.at(0, 1)[2] = 8;
  EXPECT_FALSE(is_grey(image));
  image.alpha = {1, 0};
  EXPECT_TRUE(is_grey(image));
  EXPECT_TRUE(is_grey(make_image(2, 1, 1, 7)));
}

TEST(Grey, is_made_of_colours) {
  Image image = make_image(1, 1, 3, 1);
  image.pixels = {10, 20, 60};
  make_grey(image);  // 0.299 red, 0.587 green, 0.114 blue
  EXPECT_NEAR(image.pixels[0], 21.57, 1e-3);
  EXPECT_EQ(image.pixels[1], image.pixels[0]);
  EXPECT_EQ(image.pixels[2], image.pixels[0]);
}

}  // namespace
}  // namespace doodle
