// What is done with each entry of a pack.
#include <fstream>

#include "doodle/pack.h"
#include "image/png_bytes.h"
#include "pack/pack_fixture.h"
#include "unit/image_samples.h"

namespace doodle {
namespace {

const std::string textures = "assets/minecraft/textures/";

class Plans : public Packs {
 protected:
  static std::string png(int width, int height) { return encode_png(random_image(width, height, 3), "test"); }

  PackPlan plan(const Entries& entries, const std::string& rules = "") const {
    PackOptions options;
    options.input = folder_of("pack", entries);
    options.output = file("out");
    if (!rules.empty()) options.styles = write("styles.toml", rules);
    return plan_pack(options);
  }

  /// The plan of the only entry besides pack.mcmeta.
  PackEntry plan_of(const std::string& name, const std::string& bytes, const std::string& rules = "") const {
    return find(plan({{"pack.mcmeta", "{}"}, {name, bytes}}, rules), name);
  }

  static PackEntry find(const PackPlan& plan, const std::string& name) {
    for (const PackEntry& entry : plan.entries)
      if (entry.name == name) return entry;
    ADD_FAILURE() << "no entry " << name;
    return {};
  }
};

TEST_F(Plans, wrap_blocks_alone) {
  const std::vector<std::pair<std::string, bool>> folders{{"block", true},       {"blocks", true},
                                                          {"item", false},       {"items", false},
                                                          {"entity/pig", false}, {"gui", false}};
  for (const auto& [folder, wraps] : folders) {
    const PackEntry entry = plan_of(textures + folder + "/a.png", png(16, 8));
    EXPECT_EQ(entry.decision, PackDecision::upscale) << folder;
    EXPECT_EQ(entry.options.tile_x, wraps) << folder;
    EXPECT_EQ(entry.options.tile_y, wraps) << folder;
    EXPECT_EQ(entry.new_size, (Size{128, 64}));
    EXPECT_EQ(entry.styles.at(0).name, "self");
    std::filesystem::remove_all(file("pack"));
  }
}

TEST_F(Plans, wrap_no_side_that_is_solid_to_one_that_is_clear) {
  Image hanging = make_image(16, 16);
  hanging.alpha.assign(256, 0.0f);
  std::fill_n(hanging.alpha.begin(), 40, 1.0f);  // two rows and a half
  save_image(file("grass.png"), hanging);
  std::ifstream stream(file("grass.png"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  const PackEntry entry = plan_of(textures + std::string("block/grass.png"), bytes);
  EXPECT_TRUE(entry.options.tile_x);
  EXPECT_FALSE(entry.options.tile_y);
}

TEST_F(Plans, copy_what_they_do_not_know) {
  const std::string picture = png(4, 4);
  const std::vector<std::pair<std::string, std::string>> names{
      {textures + "colormap/grass.png", "lookup table"}, {textures + "font/ascii.png", "font"},
      {textures + "misc/a.png", "unknown folder"},       {textures + "block.png", "unknown folder"},
      {textures + "block/a.txt", "no texture"},          {textures + "block/a.PNG", "no texture"},
      {"assets/minecraft/block/a.png", "no texture"},    {"assets/textures/block/a.png", "no texture"},
      {"x/" + textures + "block/a.png", "no texture"},   {"pack.png", "no texture"}};
  Entries entries;
  for (const auto& [name, reason] : names) entries.emplace_back(name, picture);
  const PackPlan made = plan(entries);
  for (const auto& [name, reason] : names) {
    EXPECT_EQ(find(made, name).decision, PackDecision::copy) << name;
    EXPECT_EQ(find(made, name).reason, reason) << name;
  }
  EXPECT_THAT(made.notices,
              ElementsAre(HasSubstr("no pack.mcmeta"), HasSubstr("has nothing to enlarge: textures are")));
}

TEST_F(Plans, know_the_folders_of_the_game) {
  const std::vector<std::pair<std::string, TextureKind>> kinds{{"blocks/a.png", TextureKind::block},
                                                               {"items/a.png", TextureKind::item},
                                                               {"particle/a.png", TextureKind::item},
                                                               {"mob_effect/a.png", TextureKind::item},
                                                               {"models/armor/a.png", TextureKind::entity},
                                                               {"painting/a.png", TextureKind::entity},
                                                               {"gui/a/b.png", TextureKind::gui}};
  for (const auto& [name, kind] : kinds) {
    const PackEntry entry = plan_of(textures + name, png(8, 8));
    EXPECT_EQ(entry.decision, PackDecision::upscale) << name;
    EXPECT_EQ(entry.kind, kind) << name;
    EXPECT_EQ(entry.options.tile_x, kind == TextureKind::block) << name;
  }
}

TEST_F(Plans, follow_rules) {
  const std::string name = textures + "block/stone.png";
  const PackEntry entry = plan_of(
      name, png(16, 16), "[[style]]\ntextures = \"block/*\"\nscale = 2\ntile = \"x\"\nrandom-seed = 5");
  EXPECT_EQ(entry.new_size, (Size{32, 32}));
  EXPECT_TRUE(entry.options.tile_x && !entry.options.tile_y);
  EXPECT_EQ(entry.options.random_seed, 5u);
  EXPECT_EQ(plan_of(name, png(16, 16), "[[style]]\ntextures = \"**\"\nskip = true").reason,
            "skipped by a rule");
}

TEST_F(Plans, name_globs_that_fit_nothing) {
  const PackPlan made =
      plan({{"pack.mcmeta", "{}"},
            {textures + "block/stone.png", png(2, 2)},
            {textures + "misc/glint.png", png(2, 2)}},
           "[styles]\n\"block/stoen\" = \"self\"\n\"misc/*\" = \"self\"\n\"**\" = \"self\"");
  EXPECT_THAT(made.notices,
              ElementsAre(testing::EndsWith("block/stoen fits no texture"),
                          testing::EndsWith("misc/* fits no texture of a folder that is enlarged")));
}

TEST_F(Plans, cut_strips) {
  const std::string name = textures + "block/water.png";
  const std::string animated = R"({"animation": {"frametime": 2}})";
  const PackPlan made = plan({{name, png(8, 32)}, {name + ".mcmeta", animated}});
  EXPECT_EQ(find(made, name).frame, (Size{8, 8}));
  EXPECT_EQ(find(made, name).frames.size(), 4u);
  EXPECT_EQ(find(made, name + ".mcmeta").decision, PackDecision::copy);
}

TEST_F(Plans, rescale_sidecars_that_state_a_size) {
  const std::string name = textures + "block/water.png";
  const std::string animated = R"({"animation": {"height": 8}})";
  EXPECT_EQ(find(plan({{name, png(8, 32)}, {name + ".mcmeta", animated}}), name + ".mcmeta").decision,
            PackDecision::rescale);
  const PackPlan skipped = plan({}, "[[style]]\ntextures = \"**\"\nskip = true");
  EXPECT_EQ(find(skipped, name + ".mcmeta").decision, PackDecision::copy);
}

TEST_F(Plans, gather_companions) {
  const std::string stone = textures + "block/stone";
  const PackPlan made = plan({{stone + ".png", png(8, 8)},
                              {stone + "_n.png", png(8, 8)},
                              {stone + "_s.png", png(16, 16)},
                              {textures + "block/rail_n.png", png(8, 8)}});
  EXPECT_THAT(find(made, stone + ".png").companions, ElementsAre(stone + "_n.png"));
  EXPECT_EQ(find(made, stone + "_n.png").decision, PackDecision::gather);
  EXPECT_EQ(find(made, stone + "_n.png").gathered_from, stone + ".png");
  EXPECT_EQ(find(made, stone + "_s.png").decision, PackDecision::enlarge) << "of another size";
  EXPECT_EQ(find(made, stone + "_s.png").new_size, (Size{128, 128}));
  EXPECT_EQ(find(made, textures + "block/rail_n.png").decision, PackDecision::upscale)
      << "there is no rail.png";
  const PackPlan skipped = plan({}, "[[style]]\ntextures = \"block/stone\"\nskip = true");
  EXPECT_EQ(find(skipped, stone + "_n.png").decision, PackDecision::copy);
}

TEST_F(Plans, see_grey) {
  EXPECT_TRUE(plan_of(textures + "block/a.png", encode_png(random_image(4, 4, 1), "test")).grey);
  EXPECT_FALSE(plan_of(textures + "block/a.png", png(4, 4)).grey);
}

TEST_F(Plans, refuse_broken_textures_and_say_how_to_go_on) {
  const std::string name = textures + "block/a.png", whole = png(64, 64);
  EXPECT_THAT(refusal([&] { plan_of(name, "no picture"); }), HasSubstr("block/a.png is no PNG"));
  EXPECT_THAT(refusal([&] { plan_of(name, whole.substr(0, whole.size() / 2)); }),
              AllOf(HasSubstr("block/a.png is truncated"), HasSubstr("skip = true")));
  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 1;
  EXPECT_THAT(refusal([&] { plan_of(name, damaged); }), HasSubstr("a checksum does not fit"));
  EXPECT_EQ(plan_of(name, "no picture", "[[style]]\ntextures = \"**\"\nskip = true").decision,
            PackDecision::copy);
}

TEST_F(Plans, refuse_sizes_beyond_all_use_before_they_take_memory) {
  std::string forged = png(4, 4);
  forged.replace(16, 8, std::string("\0\0\x4e\x20\0\0\x4e\x20", 8));  // 20,000 x 20,000
  EXPECT_THAT(refusal([&] { plan_of(textures + "block/a.png", forged); }),
              HasSubstr("would have 160000x160000"));
}

TEST_F(Plans, check_options_first) {
  PackOptions options;
  options.input = file("none");
  options.output = file("out");
  options.scale = 65;
  EXPECT_THROW(plan_pack(options), UsageError);
  options.scale = 64;
  EXPECT_THROW(plan_pack(options), BadInput);
}

}  // namespace
}  // namespace doodle
