// The run over a pack, with an upscaler that makes squares of pixels.
#include "doodle/pack.h"
#include "image/png_bytes.h"
#include "pack/pack_fixture.h"
#include "unit/image_samples.h"

namespace doodle {
namespace {

const std::string blocks = "assets/minecraft/textures/block/";

class Runs : public Packs {
 protected:
  Runs() {
    entries_ = {{"pack.mcmeta", "{\"pack\": 1}"},
                {blocks + "stone.png", png(random_image(4, 4, 3))},
                {blocks + "stone_n.png", png(random_image(4, 4, 3, SampleType::u8, true))},
                {blocks + "leaves.png", png(random_image(4, 4, 1))},
                {blocks + "water.png", png(random_image(2, 6, 3))},
                {blocks + "water.png.mcmeta", R"({"animation": {"frames": [2, 0, 1], "height": 2}})"}};
    options_.output = file("out");
    options_.cache = file("cache");
    options_.scale = 3;
    upscale_ = [this](const TextureJob& job) { return squares(job); };
  }

  static std::string png(const Image& image) { return encode_png(image, "test"); }
  static Image enlarged(const Image& image, int scale) {
    return resize(image, {image.width * scale, image.height * scale}, Filter::nearest);
  }

  TextureResult squares(const TextureJob& job) {
    jobs_.push_back(job);
    TextureResult result{enlarged(job.image, job.options.scale), {}};
    for (const Image& companion : job.companions)
      result.companions.push_back(enlarged(companion, job.options.scale));
    return result;
  }

  PackResult run(const PackCallback& progress = {}) {
    options_.input = folder_of("pack", entries_);
    jobs_.clear();
    return run_pack(options_, upscale_, progress);
  }

  Image out(const std::string& name) const { return load_image(file("out/" + name)); }
  std::vector<std::string> made() const {
    std::vector<std::string> names;
    for (const TextureJob& job : jobs_) names.push_back(job.name.substr(blocks.size()));
    return names;
  }

  Entries entries_;
  PackOptions options_;
  UpscaleTexture upscale_;
  std::vector<TextureJob> jobs_;
};

TEST_F(Runs, enlarge_textures_and_copy_the_rest) {
  const PackResult result = run();
  EXPECT_FALSE(result.cancelled);
  EXPECT_EQ(result.upscaled, 3u);
  EXPECT_EQ(result.companions, 1u);
  EXPECT_EQ(result.copied, 2u);
  for (const char* name : {"stone.png", "stone_n.png", "leaves.png", "water.png"}) {
    const Image before = load_image(file("pack/" + blocks + name)), after = out(blocks + name);
    EXPECT_EQ(after.pixels, enlarged(before, 3).pixels) << name;
    EXPECT_EQ(after.alpha, enlarged(before, 3).alpha) << name;
  }
  EXPECT_EQ(read_bytes(file("out/pack.mcmeta")), "{\"pack\": 1}");
  EXPECT_THAT(read_bytes(file("out/" + blocks + "water.png.mcmeta")), HasSubstr("\"height\": 6"));
}

TEST_F(Runs, describe_each_frame) {
  run();
  EXPECT_THAT(made(), ElementsAre("leaves.png", "stone.png", "water.png", "water.png", "water.png"));
  EXPECT_TRUE(jobs_[0].grey);
  EXPECT_FALSE(jobs_[1].grey);
  EXPECT_EQ(jobs_[1].companions.size(), 1u);
  EXPECT_TRUE(jobs_[1].options.tile_x);
  EXPECT_THAT(jobs_[1].style_names, ElementsAre("self"));
  EXPECT_THAT(jobs_[1].styles, ElementsAre(nullptr));
  const Image strip = load_image(file("pack/" + blocks + "water.png"));
  EXPECT_EQ(jobs_[2].image.at(0, 0)[0], strip.at(4, 0)[0]) << "frame 2 is played first";
  EXPECT_EQ(jobs_[2].frames, 3);
}

TEST_F(Runs, make_equal_frames_once) {
  Image strip = random_image(2, 6, 3);
  std::copy_n(strip.at(0, 0), 2 * 2 * 3,
              strip.at(4, 0));  // the last, which is played first, is frame 0 again
  entries_[4].second = png(strip);
  upscale_ = [&](const TextureJob& job) {
    TextureResult result = squares(job);
    result.image.pixels[0] = static_cast<float>(jobs_.size());
    return result;
  };
  run();
  EXPECT_THAT(made(), ElementsAre("leaves.png", "stone.png", "water.png", "water.png"));
  EXPECT_EQ(jobs_[3].frame, 2) << "the order is 2, 0, 1";
  const Image after = out(blocks + "water.png");
  EXPECT_EQ(after.at(0, 0)[0], 3) << "as it became the first time";
  EXPECT_TRUE(std::equal(after.at(0, 0), after.at(6, 0), after.at(12, 0)));
}

TEST_F(Runs, do_nothing_the_second_time) {
  run();
  const std::string before = read_bytes(file("out/" + blocks + "water.png"));
  const PackResult again = run();
  EXPECT_TRUE(jobs_.empty());
  EXPECT_EQ(again.upscaled, 0u);
  EXPECT_EQ(again.cached, 3u);
  EXPECT_EQ(read_bytes(file("out/" + blocks + "water.png")), before);
}

TEST_F(Runs, go_on_where_they_were_stopped) {
  const PackResult stopped = run([](const PackProgress& progress) { return progress.done < 2; });
  EXPECT_TRUE(stopped.cancelled);
  EXPECT_THAT(made(), ElementsAre("leaves.png", "stone.png"));
  EXPECT_FALSE(std::filesystem::exists(file("out"))) << "nothing is written of a part";
  run();
  EXPECT_THAT(made(), ElementsAre("water.png", "water.png", "water.png"));
  EXPECT_EQ(out(blocks + "stone.png").pixels,
            enlarged(load_image(file("pack/" + blocks + "stone.png")), 3).pixels);
}

TEST_F(Runs, drop_a_texture_that_was_cut_short) {
  run([](const PackProgress& progress) { return progress.frame < 1; });
  EXPECT_THAT(made(), ElementsAre("leaves.png", "stone.png", "water.png"));
  const UpscaleTexture usual = upscale_;
  upscale_ = [&](const TextureJob& job) {
    TextureResult result = usual(job);
    result.cancelled = job.frame == 1;
    return result;
  };
  EXPECT_TRUE(run().cancelled);
  EXPECT_THAT(made(), ElementsAre("water.png", "water.png"));
}

TEST_F(Runs, make_anew_what_depends_on_a_change) {
  write("rock.png", png(random_image(5, 5, 3)));
  options_.styles = write("styles.toml", "[styles]\n\"block/stone\" = \"rock.png\"");
  run();
  EXPECT_EQ(jobs_[1].styles.at(0)->width, 5);
  write("rock.png", png(random_image(6, 5, 3)));  // the photo
  run();
  EXPECT_THAT(made(), ElementsAre("stone.png"));
  entries_[2].second = png(random_image(4, 4, 3));  // the companion
  run();
  EXPECT_THAT(made(), ElementsAre("stone.png"));
  entries_[3].second = png(make_image(4, 4, 1));  // the texture
  run();
  EXPECT_THAT(made(), ElementsAre("leaves.png"));
  write("styles.toml",
        "[styles]\n\"block/stone\" = \"rock.png\"\n[[style]]\ntextures=\"**/stone\"\nvariety=0.5");
  run();
  EXPECT_THAT(made(), ElementsAre("stone.png"));
  options_.method = "another";
  run();
  EXPECT_EQ(jobs_.size(), 5u);
  options_.random_seed = 1;
  run();
  EXPECT_EQ(jobs_.size(), 5u);
  run();
  EXPECT_TRUE(jobs_.empty());
}

TEST_F(Runs, make_anew_what_is_broken_in_the_cache) {
  run();
  for (const auto& file : std::filesystem::directory_iterator(file("cache"))) {
    const std::string bytes = read_bytes(file.path().string());
    write_bytes(file.path().string(), bytes.substr(0, bytes.size() - 1));
  }
  run();
  EXPECT_EQ(jobs_.size(), 5u);
}

TEST_F(Runs, keep_grey_grey) {
  upscale_ = [](const TextureJob& job) {
    TextureResult result{enlarged(job.image, job.options.scale), job.companions};
    for (Image& companion : result.companions) companion = enlarged(companion, job.options.scale);
    result.image.pixels[0] += result.image.pixels[0] > 128 ? -30.0f : 30.0f;
    return result;
  };
  entries_[3].second = png(to_rgb(random_image(4, 4, 1)));
  run();
  const Image leaves = out(blocks + "leaves.png"), stone = out(blocks + "stone.png");
  EXPECT_EQ(leaves.at(0, 0)[0], leaves.at(0, 0)[2]);
  EXPECT_NE(stone.at(0, 0)[0], enlarged(load_image(file("pack/" + blocks + "stone.png")), 3).at(0, 0)[0]);
}

TEST_F(Runs, make_squares_of_companions_that_the_synthesis_leaves_out) {
  upscale_ = [](const TextureJob& job) {
    return TextureResult{to_rgb(enlarged(job.image, job.options.scale)), {}};
  };
  Image normals = random_image(4, 4, 3, SampleType::u8, true);
  normals.alpha[5] = 0;  // which means something else than clear here
  entries_[2].second = png(normals);
  run();
  const Image after = out(blocks + "stone_n.png");
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 12; ++x) {
      const int from = y / 3 * 4 + x / 3;
      EXPECT_FLOAT_EQ(after.alpha[static_cast<std::size_t>(y * 12 + x)],
                      normals.alpha[static_cast<std::size_t>(from)]);
      for (int c = 0; c < 3; ++c) EXPECT_EQ(after.at(y, x)[c], normals.at(y / 3, x / 3)[c]) << x << " " << y;
    }
  EXPECT_EQ(out(blocks + "leaves.png").channels, 1) << "as the texture is, though the result was RGB";
  EXPECT_EQ(out(blocks + "leaves.png").pixels,
            enlarged(load_image(file("pack/" + blocks + "leaves.png")), 3).pixels);
}

TEST_F(Runs, notice_results_of_a_wrong_size) {
  upscale_ = [](const TextureJob& job) { return TextureResult{job.image, {}}; };
  try {
    run();
    FAIL() << "nothing was noticed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::internal);
  }
}

TEST_F(Runs, tell_how_far_they_are) {
  std::vector<std::string> lines;
  run([&](const PackProgress& p) {
    lines.push_back(std::to_string(p.done) + "/" + std::to_string(p.total) + " " + std::to_string(p.frame) +
                    "/" + std::to_string(p.frames) + (p.cached ? " cached" : ""));
    return true;
  });
  EXPECT_THAT(lines, ElementsAre("0/3 0/1", "1/3 0/1", "2/3 0/3", "2/3 1/3", "2/3 2/3", "3/3 0/1"));
  lines.clear();
  run([&](const PackProgress& p) { return lines.emplace_back(p.cached ? "cached" : "end"), true; });
  EXPECT_THAT(lines, ElementsAre("cached", "cached", "cached", "end"));
}

TEST_F(Runs, write_a_report_that_needs_no_other_file) {
  options_.report = file("report.html");
  run();
  const std::string page = read_bytes(options_.report);
  int pictures = 0;
  for (std::size_t at = page.find("data:image/png;base64,iVBOR"); at != std::string::npos;
       at = page.find("data:image/png;base64,iVBOR", at + 1))
    ++pictures;
  EXPECT_EQ(pictures, 8) << "four textures, before and after";
  EXPECT_THAT(page, HasSubstr("width:384px;height:384px;background-size:128px 128px")) << "three by three";
  EXPECT_THAT(page, HasSubstr("block/stone.png<br>block, 4x4 &rarr; 12x12, self"));
  EXPECT_THAT(page, HasSubstr("water.png<br>block, 2x6 &rarr; 6x18, 3 frames, self"));
  EXPECT_THAT(page, HasSubstr("x "));
  EXPECT_EQ(page.find("http"), std::string::npos);
}

TEST_F(Runs, report_the_seam_against_the_same_border_inside) {
  options_.report = file("report.html");
  run();  // what repeats pixels does not know where the border is
  EXPECT_THAT(read_bytes(options_.report), HasSubstr("x 1.00 ("));
  const std::size_t made = jobs_.size();
  run();
  EXPECT_LT(jobs_.size(), made) << "references are kept too";
  EXPECT_TRUE(jobs_.empty());
  options_.cache = file("another");
  upscale_ = [](const TextureJob& job) {
    TextureResult result{enlarged(job.image, job.options.scale), {}};
    for (int y = 0; y < result.image.height; ++y) *result.image.at(y, 0) = 255;  // it does
    return result;
  };
  run();
  EXPECT_EQ(read_bytes(options_.report).find("x 1.00 ("), std::string::npos);
}

TEST_F(Runs, check_what_they_write_before_they_work) {
  options_.report = file("none/report.html");
  EXPECT_THAT(refusal([&] { run(); }), HasSubstr("none"));
  options_.report.clear();
  options_.output = options_.input;
  EXPECT_THAT(refusal([&] { run(); }), HasSubstr("over itself"));
  options_.output = file("out");
  options_.cache = write("a_file", "");
  EXPECT_THAT(refusal([&] { run(); }), HasSubstr("the cache folder"));
  EXPECT_TRUE(jobs_.empty());
}

}  // namespace
}  // namespace doodle
