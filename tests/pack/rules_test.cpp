// Globs and styles.toml.
#include "pack/rules.h"

#include "pack/glob.h"
#include "pack/pack_fixture.h"

namespace doodle {
namespace {

TEST(Globs, match_whole_paths) {
  const std::vector<std::pair<std::string, std::string>> good{{"block/stone.png", "block/stone.png"},
                                                              {"block/stone*", "block/stone_bricks.png"},
                                                              {"**", "a/b/c.png"},
                                                              {"**", ""},
                                                              {"**/stone.png", "stone.png"},
                                                              {"**/stone.png", "block/old/stone.png"},
                                                              {"block/**/a", "block/a"},
                                                              {"block/**/a", "block/x/y/a"},
                                                              {"*/stone?.png", "item/stone1.png"},
                                                              {"block/**", "block/a/b"},
                                                              {"*a*b*", "xxaxxbxx"},
                                                              {"block/*.png", "block/.png"}};
  for (const auto& [glob, path] : good) EXPECT_TRUE(glob_matches(glob, path)) << glob << " " << path;
}

TEST(Globs, stop_at_slashes_and_ends) {
  const std::vector<std::pair<std::string, std::string>> bad{{"block/stone", "block/stone.png"},
                                                             {"stone.png", "block/stone.png"},
                                                             {"*", "a/b"},
                                                             {"block/*", "block/a/b"},
                                                             {"a?b", "a/b"},
                                                             {"block/?", "block/"},
                                                             {"**/stone.png", "cobblestone.png"},
                                                             {"a", ""},
                                                             {"", "a"},
                                                             {"block.png", "blockxpng"},
                                                             {"[a]", "a"}};
  for (const auto& [glob, path] : bad) EXPECT_FALSE(glob_matches(glob, path)) << glob << " " << path;
}

TEST(Globs, take_bounded_time) {
  std::string glob, path(2000, 'a');
  for (int i = 0; i < 200; ++i) glob += "**a";
  EXPECT_FALSE(glob_matches(glob + "b", path));  // without memory: longer than the world will last
}

class Rules : public Packs {
 protected:
  PackRules read(const std::string& text) const { return read_pack_rules(write("styles.toml", text)); }
  std::string rule_refusal(const std::string& text) const {
    return refusal([&] { read(text); });
  }
  static std::string names(const std::vector<PackStyle>& styles) {
    std::string text;
    for (const PackStyle& style : styles) text += style.name + " ";
    return text;
  }
};

TEST_F(Rules, give_photos_to_globs_and_the_last_wins) {
  write("rock.jpg", "");
  write("photos/hedge.jpg", "");
  const PackRules rules = read(R"(
    [styles]
    "block/z*" = "rock.jpg"
    "block/*" = "self"
    "block/leaves*" = ["rock.jpg", "photos/hedge.jpg"]
    [[style]]
    textures = ["block/leaves_oak", "block/zinc"]
    variety = 0.25
    [[style]]
    textures = "block/leaves_oak*"
    photos = "photos/hedge.jpg"
  )");
  EXPECT_EQ(names(rules.of("block/zebra.png").styles), "self ")
      << "the order of the file, not of the alphabet";
  EXPECT_EQ(names(rules.of("block/leaves_ash.png").styles), "rock.jpg photos/hedge.jpg ");
  EXPECT_EQ(names(rules.of("item/leaves.png").styles), "");
  const PackRule oak = rules.of("block/leaves_oak.png");
  EXPECT_EQ(names(oak.styles), "photos/hedge.jpg ");
  EXPECT_EQ(oak.styles[0].path, file("photos/hedge.jpg"));
  EXPECT_EQ(oak.variety, 0.25) << "what a later rule does not say stays";
}

TEST_F(Rules, set_everything) {
  const PackRule rule = read(R"(
    [[style]]
    textures = "**"
    scale = 4
    variety = 1
    keep-colour = true
    tile = "y"
    skip = true
    random-seed = 12345678901
  )")
                            .of("item/a.png");
  EXPECT_EQ(rule.scale, 4);
  EXPECT_EQ(rule.variety, 1.0);
  EXPECT_EQ(rule.keep_colour, 1.0);
  EXPECT_EQ(rule.tile_x, false);
  EXPECT_EQ(rule.tile_y, true);
  EXPECT_EQ(rule.skip, true);
  EXPECT_EQ(rule.random_seed, 12345678901u);
  EXPECT_EQ(read("[[style]]\ntextures = \"a\"\nkeep-colour = 0.5").of("a.png").keep_colour, 0.5);
  EXPECT_EQ(read("[[style]]\ntextures = \"a\"\ntile = true").of("a.png").tile_x, true);
}

TEST_F(Rules, leave_unsaid_things_open) {
  const PackRule rule = read("").of("block/a.png");
  EXPECT_FALSE(rule.scale || rule.variety || rule.keep_colour || rule.tile_x || rule.tile_y || rule.skip ||
               rule.random_seed);
}

TEST_F(Rules, are_refused_with_their_line) {
  const std::string start = "[[style]]\ntextures = \"a\"\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a = [", ":1: "},
      {"colour = 1", ":1: colour is not known"},
      {"\n[style]\ntextures = \"a\"", ":2: a style must be one of several"},
      {"styles = 3", ":1: styles must be a table"},
      {"[styles]\n\"a\" = 3", ":2: photos must be a string"},
      {"[styles]\n\"a\" = []", ":2: photos must be a string"},
      {"[styles]\n\"a\" = \"none.jpg\"", ":2: the photo"},
      {"[[style]]\nscale = 2", ":1: a style needs textures"},
      {start + "size = 3", ":3: size is no key"},
      {start + "scale = 65", ":3: scale must be a whole number between 1 and 64"},
      {start + "scale = 2.0", ":3: scale must be"},
      {start + "variety = 1.5", ":3: variety must be"},
      {start + "variety = nan", ":3: variety must be"},
      {start + "variety = true", ":3: variety must be"},
      {start + "keep-colour = \"yes\"", ":3: keep-colour must be"},
      {start + "tile = \"z\"", ":3: tile must be"},
      {start + "skip = 1", ":3: skip must be"},
      {start + "random-seed = -1", ":3: random-seed must be"}};
  for (const auto& [text, reason] : cases)
    EXPECT_THAT(rule_refusal(text), HasSubstr("styles.toml" + reason)) << text;
  EXPECT_THAT(refusal([&] { read_pack_rules(file("none.toml")); }), HasSubstr("does not exist"));
}

}  // namespace
}  // namespace doodle
