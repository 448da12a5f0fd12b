#include "doodle/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "doodle/error.h"

namespace doodle {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Image waves(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = 128.0f + 100.0f * std::sin(0.37f * static_cast<float>(i % 331));
  return image;
}

TEST(Features, have_the_shape_of_their_layer) {
  FeatureExtractor extractor;
  EXPECT_THAT(extractor.layers(), testing::IsSupersetOf({"1_1", "3_1", "4_1"}));
  const std::vector<FeatureMap> features = extractor.run(waves(50, 34), {"3_1", "1_1"});
  ASSERT_EQ(features.size(), 2u);
  EXPECT_EQ(features[0].height, 8);
  EXPECT_EQ(features[0].width, 12);
  EXPECT_EQ(features[1].height, 34);
  EXPECT_EQ(features[1].width, 50);
  for (const FeatureMap& map : features) {
    EXPECT_EQ(map.values.size(), static_cast<std::size_t>(map.height * map.width * map.channels));
  }
}

TEST(Features, are_the_same_again_and_after_another_picture) {
  FeatureExtractor extractor;
  const auto first = extractor.run(waves(40, 40), {"2_1"});
  extractor.run(waves(33, 20), {"2_1"});
  EXPECT_EQ(extractor.run(waves(40, 40), {"2_1"})[0].values, first[0].values);
}

TEST(Features, of_grey_are_those_of_three_equal_channels) {
  FeatureExtractor extractor;
  Image grey = make_image(20, 20, 1, 90);
  grey.pixels[33] = 200;
  EXPECT_EQ(extractor.run(grey, {"1_1"})[0].values, extractor.run(to_rgb(grey), {"1_1"})[0].values);
}

TEST(Features, name_what_is_wrong) {
  FeatureExtractor extractor;
  EXPECT_THAT([&] { extractor.run(waves(40, 40), {"9_9"}); },
              ThrowsMessage<UsageError>(HasSubstr("no layer 9_9")));
  EXPECT_THAT([&] { extractor.run(waves(40, 40), {}); },
              ThrowsMessage<UsageError>(HasSubstr("no layer was named")));
  EXPECT_THAT([&] { extractor.run(waves(4, 4), {"4_1"}); }, ThrowsMessage<BadInput>(HasSubstr("too small")));
  EXPECT_THAT([&] { extractor.run(Image{}, {"4_1"}); }, ThrowsMessage<BadInput>(HasSubstr("empty")));
  Image bad = waves(40, 40);
  bad.pixels.resize(99);
  EXPECT_THAT([&] { extractor.run(bad, {"1_1"}); },
              ThrowsMessage<BadInput>(HasSubstr("the picture has 99 values")));
  bad = waves(40, 40);
  bad.pixels[3] = NAN;
  EXPECT_THAT([&] { extractor.run(bad, {"1_1"}); },
              ThrowsMessage<BadInput>(HasSubstr("the picture has NaN")));
}

FeatureMap noise(int height, int width, int channels, unsigned seed) {
  FeatureMap map{height, width, channels, {}};
  for (int i = 0; i < height * width * channels; ++i)
    map.values.push_back(static_cast<float>((seed = seed * 1664525u + 1013904223u) >> 8) * 0x1p-24f);
  return map;
}

TEST(MatchPatches, finds_every_patch_where_it_was_taken_from) {
  const FeatureMap one = noise(6, 9, 8, 1), other = noise(12, 10, 8, 2);
  MatchRequest request;
  request.styles = {one, other};
  request.current = other;
  const PatchMatches matches = match_patches(request);
  ASSERT_EQ(matches.height, 10);
  ASSERT_EQ(matches.width, 8);
  for (std::size_t p = 0; p < 80; ++p) {
    EXPECT_EQ(matches.style[p], 1);
    EXPECT_EQ(matches.row[p], static_cast<int>(p) / 8);
    EXPECT_EQ(matches.column[p], static_cast<int>(p) % 8);
    EXPECT_NEAR(matches.score[p], 1, 1e-3);  // features are rounded to fp16
  }
}

TEST(MatchPatches, follows_the_maps) {
  const FeatureMap style = noise(6, 12, 8, 1), current = noise(4, 5, 8, 3);
  MatchRequest request;
  request.styles = {style};
  request.current = current;
  SemanticMap left_right{12, 6, 2, {}};
  for (int i = 0; i < 6 * 12; ++i) {
    left_right.values.push_back(i % 12 < 6 ? 1.0f : 0.0f);
    left_right.values.push_back(i % 12 < 6 ? 0.0f : 1.0f);
  }
  request.style_maps = {left_right};
  SemanticMap right{5, 4, 2, {}};
  for (int i = 0; i < 20; ++i) right.values.insert(right.values.end(), {0.0f, 1.0f});
  request.current_map = right;
  EXPECT_THAT(match_patches(request).column, testing::Each(testing::Ge(6)));
}

TEST(MatchPatches, names_what_is_wrong) {
  const FeatureMap current = noise(4, 5, 8, 3), small = noise(2, 5, 8, 3), thin = noise(4, 5, 7, 3);
  MatchRequest request;
  request.current = current;
  EXPECT_THAT([&] { match_patches(request); }, ThrowsMessage<BadInput>(HasSubstr("no style")));
  request.styles = {small};
  EXPECT_THAT([&] { match_patches(request); }, ThrowsMessage<BadInput>(HasSubstr("styles[0] is 2x5x8")));
  request.styles = {thin};
  EXPECT_THROW(match_patches(request), BadInput);
  request.styles = {MapView(4, 5, 8, std::span(current.values).first(159))};
  EXPECT_THAT([&] { match_patches(request); }, ThrowsMessage<BadInput>(HasSubstr("159 values")));
  FeatureMap infinite = current;
  infinite.values[2 * 5 * 8 + 3 * 8 + 7] = HUGE_VALF;
  request.styles = {current, infinite};
  EXPECT_THAT(
      [&] { match_patches(request); },
      ThrowsMessage<BadInput>(AllOf(HasSubstr("styles[1]"), HasSubstr("row 2, column 3, channel 7"))));
  request.variety = 2;
  EXPECT_THAT([&] { match_patches(request); }, ThrowsMessage<UsageError>(HasSubstr("variety is 2")));
}

/// A question that is answered with no at the time `last`, counted from 1.
struct Question {
  int last;
  int asked = 0;
  GoOnCallback callback() {
    return [this] { return ++asked < last; };
  }
};

TEST(Features, end_early_when_told_and_are_good_after) {
  FeatureExtractor extractor;
  const auto expected = extractor.run(waves(40, 40), {"3_1"});
  Question question{3};
  try {
    extractor.run(waves(40, 40), {"3_1"}, question.callback());
    FAIL() << "it went through";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
  }
  EXPECT_EQ(question.asked, 3);
  EXPECT_EQ(extractor.run(waves(40, 40), {"3_1"})[0].values, expected[0].values);
}

TEST(MatchPatches, ask_between_rows_and_end_early_when_told) {
  const FeatureMap map = noise(60, 60, 8, 1);
  MatchRequest request;
  request.current = map;
  request.styles = {map};
  request.run.threads = 1;
  Question all{1 << 30};
  match_patches(request, all.callback());
  EXPECT_GT(all.asked, 500);
  for (const int threads : {1, 2, 5}) {
    request.run.threads = threads;
    Question third{3};  // the first two are asked before the search
    EXPECT_THAT([&] { match_patches(request, third.callback()); },
                ThrowsMessage<Error>(HasSubstr("cancelled")));
    EXPECT_EQ(third.asked, 3) << threads;
  }
}

TEST(MatchPatches, pass_on_what_the_question_throws) {
  const FeatureMap map = noise(6, 6, 8, 1);
  MatchRequest request;
  request.current = map;
  request.styles = {map};
  request.run.threads = 1;
  int asked = 0;
  const GoOnCallback question = [&asked]() -> bool {
    return ++asked < 5 ? true : throw std::logic_error("five");
  };
  EXPECT_THAT([&] { match_patches(request, question); }, ThrowsMessage<std::logic_error>("five"));
}

}  // namespace
}  // namespace doodle
