#include "doodle/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/random.h"
#include "doodle/error.h"
#include "unit/image_file_fixture.h"
#include "world/chunks.h"
#include "world/label_field.h"
#include "world/work_file.h"
#include "world/world_key.h"

namespace doodle {
namespace {

using testing::HasSubstr;

const std::vector<Label> labels{{"dark", {200, 0, 0}}, {"light", {0, 0, 200}}};

/// Random greys around `level`.
Image ground(Size size, float level) {
  Image image = make_image(size.width, size.height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = level + 40 * random_uniform(5, 0, i) - 20;
  return image;
}

Image painted(Size size, const Label& label) {
  Image map = make_image(size.width, size.height);
  for (std::size_t i = 0; i < map.pixels.size(); ++i) map.pixels[i] = label.colour[i % 3];
  return map;
}

/// Dark on the left, light on the right.
Image halves(Size size) {
  Image map = painted(size, labels[0]);
  for (int y = 0; y < size.height; ++y)
    for (int x = size.width / 2; x < size.width; ++x) std::copy_n(labels[1].colour.begin(), 3, map.at(y, x));
  return map;
}

class Worlds : public ImageFiles {
 protected:
  Worlds() {
    const Size size{40, 36};
    request_.map = halves({8, 4});
    request_.labels = labels;
    request_.styles = {{ground(size, 60), painted(size, labels[0])},
                       {ground(size, 190), painted(size, labels[1])}};
    request_.options.scale = 24;
    request_.options.chunk = 64;
    request_.options.border = 0;
    request_.options.paint.network.model = "random";
    request_.options.paint.network.units = 0.25;
    request_.options.paint.refine.iterations = 1;
    request_.options.paint.refine.votes = 1;
    request_.options.paint.finish.iterations = 3;
  }

  WorldRequest request_;
};

TEST(Chunks, cover_a_picture_once_and_see_what_lies_around) {
  std::vector<int> covered(300 * 130, 0);
  for (const Chunk& chunk : divide({300, 130}, 128)) {
    EXPECT_LE(std::max(chunk.own.width, chunk.own.height), 128);
    EXPECT_TRUE(chunk.seen.left <= chunk.own.left && chunk.seen.top <= chunk.own.top);
    EXPECT_LE(chunk.seen.left + chunk.seen.width, 300);
    for (int y = 0; y < chunk.own.height; ++y)
      for (int x = 0; x < chunk.own.width; ++x) ++covered[(chunk.own.top + y) * 300 + chunk.own.left + x];
  }
  EXPECT_EQ(std::count(covered.begin(), covered.end(), 1), 300 * 130);
  EXPECT_EQ(divide({128, 5}, 128).size(), 1u);
}

TEST(LabelField, is_the_map_where_nothing_is_enlarged_and_smooth_where_it_is) {
  std::vector<std::string> notices;
  LabelField field(halves({6, 2}), labels, notices);
  EXPECT_EQ(field.at({0, 0, 6, 1}), (std::vector<std::uint8_t>{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(field.counts(), (std::vector<std::size_t>{6, 6}));
  EXPECT_TRUE(notices.empty());
  Image diagonal = painted({2, 2}, labels[0]);
  std::copy_n(labels[1].colour.begin(), 3, diagonal.at(1, 1));
  LabelField corner(diagonal, labels, notices);
  corner.stretch({20, 20}, 0, 1);
  const std::vector<std::uint8_t> large = corner.at({0, 0, 20, 20});
  EXPECT_EQ(large[19 * 20 + 19], 1);
  EXPECT_EQ(large[11 * 20 + 11], 0) << "the corner is cut round";
}

TEST(LabelField, strays_by_the_place_alone_and_no_further_than_told) {
  std::vector<std::string> notices;
  LabelField field(halves({2, 2}), labels, notices);
  field.stretch({200, 200}, 10, 7);
  const std::vector<std::uint8_t> whole = field.at({0, 0, 200, 200}), part = field.at({60, 30, 100, 50});
  int moved = 0, different = 0, far = 0;
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 200; ++x) {
      const bool inside = x >= 60 && x < 160 && y >= 30 && y < 80;
      different += inside && part[(y - 30) * 100 + x - 60] != whole[y * 200 + x] ? 1 : 0;
      const bool as_drawn = whole[y * 200 + x] == (x >= 100 ? 1 : 0);
      moved += as_drawn ? 0 : 1;
      far += std::abs(x - 99.5) > 11 && !as_drawn ? 1 : 0;
    }
  EXPECT_GT(moved, 200);
  EXPECT_EQ(far, 0);
  EXPECT_EQ(different, 0);
}

TEST(LabelField, counts_what_is_near_no_label) {
  std::vector<std::string> notices;
  Image map = painted({9, 9}, labels[0]);
  std::fill_n(map.at(1, 1), 3, 255.0f);
  const LabelField field(map, labels, notices);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_THAT(notices[0],
              HasSubstr("1 px of the map have the colour of no label and count as the nearest: 1 "));
}

TEST(LabelField, refuses_a_map_with_an_area_of_no_label) {
  std::vector<std::string> notices;
  Image map = painted({9, 9}, labels[0]);
  for (int x = 0; x < 6; ++x) std::fill_n(map.at(4, x), 3, 255.0f);
  EXPECT_THAT([&] { LabelField(map, labels, notices); },
              testing::ThrowsMessage<BadInput>(AllOf(HasSubstr("7% of the map"), HasSubstr("#ffffff"))));
}

TEST(LabelField, takes_soft_edges_for_the_nearest_label) {
  std::vector<std::string> notices;
  Image map = painted({30, 9}, labels[0]);
  const auto blend = [&](int x, float share) {
    for (int y = 0; y < 9; ++y)
      for (int c = 0; c < 3; ++c)
        map.at(y, x)[c] = labels[0].colour[c] + share * (labels[1].colour[c] - labels[0].colour[c]);
  };
  for (int x = 10; x < 30; ++x) blend(x, std::min(1.0f, static_cast<float>(x - 9) / 11));
  LabelField field(map, labels, notices);
  EXPECT_EQ(field.at({13, 0, 4, 1}), (std::vector<std::uint8_t>{0, 0, 1, 1}));
  for (int x = 10; x < 30; ++x) blend(x, 0.5f);
  EXPECT_THROW(LabelField(map, labels, notices), BadInput) << "an area of the mixture is no edge";
}

TEST_F(Worlds, work_files_keep_what_was_painted_for_the_same_key_alone) {
  const Image part = ground({5, 3}, 100);
  {
    WorkFile work(file("w.part"), "key", {20, 10});
    work.write({7, 2, 4, 2}, part, 1, 1);
    work.set_done(3);
  }
  {
    const WorkFile work(file("w.part"), "key", {20, 10});
    EXPECT_EQ(work.done(), 3);
    EXPECT_EQ(work.read({7, 2, 4, 2}).at(1, 3)[2], std::round(part.at(2, 4)[2]));
  }
  EXPECT_EQ(WorkFile(file("w.part"), "another", {20, 10}).done(), 0);
  EXPECT_EQ(load_world(file("w.part")).size(), (Size{20, 10}));
  std::filesystem::resize_file(file("w.part"), 700);
  EXPECT_THROW(WorkFile{file("w.part")}, BadInput);
}

/// Every change that the pixels depend on, one at a time.
std::vector<std::function<void(WorldRequest&)>> changes() {
  using R = WorldRequest&;
  return {
      [](R r) { r.map.pixels[5] += 1; },
      [](R r) { r.labels[1].name = "bright"; },
      [](R r) { r.labels[1].colour[0] += 1; },
      [](R r) { r.styles[1].image.pixels[7] += 1; },
      [](R r) { r.styles[1].image.alpha.assign(40 * 36, 1.0f); },
      [](R r) { r.styles[1].map->pixels[7] += 1; },
      [](R r) { r.styles[1].mask = r.styles[1].map; },
      [](R r) { r.styles[1].mask.swap(r.styles[1].map); },
      [](R r) { r.styles[1].weight = 2; },
      [](R r) { r.options.border = 3; },
      [](R r) { r.options.paint.network.model = "thin"; },
      [](R r) { r.options.paint.network.seed = 4; },
      [](R r) { r.options.paint.network.pooling = "max"; },
      [](R r) { r.options.paint.network.padding = "reflect"; },
      [](R r) { r.options.paint.network.activation = "relu"; },
      [](R r) { r.options.paint.network.down_sampling = "max"; },
      [](R r) { r.options.paint.network.initialisation = "orthogonal"; },
      [](R r) { r.options.paint.network.units = 0.5; },
      [](R r) { r.options.paint.network.depth = 2; },
      [](R r) { r.options.paint.samples.rotate = 90; },
      [](R r) { r.options.paint.samples.mirror.x = true; },
      [](R r) { r.options.paint.samples.mirror.y = true; },
      [](R r) { r.options.paint.samples.wrap = true; },
      [](R r) { r.options.paint.pyramid.phases = 3; },
      [](R r) { r.options.paint.pyramid.neural_phases = 3; },
      [](R r) { r.options.paint.pyramid.style_scale = 0.5; },
      [](R r) { r.options.paint.match.layers = {"3_1"}; },
      [](R r) { r.options.paint.match.vote_layer = "4_1"; },
      [](R r) { r.options.paint.match.semantic_weight = 11; },
      [](R r) { r.options.paint.match.variety = 0.5; },
      [](R r) { r.options.paint.match.search = "windowed"; },
      [](R r) { r.options.paint.refine.votes = 7; },
      [](R r) { r.options.paint.refine.iterations = 7; },
      [](R r) { r.options.paint.refine.style_weight = 7; },
      [](R r) { r.options.paint.refine.content_weight = 7; },
      [](R r) { r.options.paint.refine.smoothness = 7; },
      [](R r) { r.options.paint.refine.content_layers = {"3_1"}; },
      [](R r) { r.options.paint.refine.optimiser = "adam"; },
      [](R r) { r.options.paint.finish.enabled = false; },
      [](R r) { r.options.paint.finish.phases = 2; },
      [](R r) { r.options.paint.finish.iterations = 2; },
      [](R r) { r.options.paint.finish.balance = 2; },
      [](R r) { r.options.paint.finish.coverage = 0.5; },
      [](R r) { r.options.paint.seed.low = 1; },
      [](R r) { r.options.paint.seed.high = 200; },
      [](R r) { r.options.paint.seed.random_seed = 1; },
      [](R r) { r.options.paint.run.device = "cpu"; },
  };
}

std::size_t open_files() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                                                std::filesystem::directory_iterator()));
}

TEST_F(Worlds, work_files_that_cannot_be_used_say_why_and_are_closed) {
  const std::size_t before = open_files();
  EXPECT_THAT(
      [] {
        WorkFile("/dev/full", "key", {20, 10});
      },
      testing::ThrowsMessage<BadInput>(HasSubstr("/dev/full cannot be written: Invalid argument")));
  EXPECT_THAT([] { WorkFile("/dev/null"); }, testing::ThrowsMessage<BadInput>(HasSubstr("no unfinished")));
  EXPECT_EQ(open_files(), before);
}

TEST_F(Worlds, have_another_key_for_every_other_request) {
  const std::string key = world_key(request_, "hash", {192, 96}, 64);
  std::set<std::string> keys{key, world_key(request_, "another", {192, 96}, 64),
                             world_key(request_, "hash", {96, 192}, 64),
                             world_key(request_, "hash", {192, 96}, 128)};
  for (const auto& change : changes()) {
    WorldRequest changed = request_;
    change(changed);
    keys.insert(world_key(changed, "hash", {192, 96}, 64));
  }
  EXPECT_EQ(keys.size(), changes().size() + 4);
  request_.options.paint.run.threads = 3;
  EXPECT_EQ(world_key(request_, "hash", {192, 96}, 64), key) << "threads change nothing";
}

TEST_F(Worlds, say_which_network_painted_them) {
  request_.options.paint.network = {};
  const WorldResult none = paint_world(request_, file("w.part"), [](const Progress&) { return false; });
  EXPECT_EQ(none.parameters.at("model"), "thin");
  EXPECT_EQ(none.parameters.at("model-hash").size(), 64u);
}

TEST_F(Worlds, show_each_label_by_its_example_without_steps_between_chunks) {
  const WorldResult result = paint_world(request_, file("w.part"));
  EXPECT_EQ(result.chunks, 6);
  EXPECT_EQ(result.painted, 6);
  const Image image = load_world(file("w.part"));
  ASSERT_EQ(image.size(), (Size{192, 96}));
  double left = 0, right = 0, inside = 0, across = 0;
  for (int y = 0; y < 96; ++y) {
    for (int x = 0; x < 192; ++x) (x < 96 ? left : right) += *image.at(y, x) / (96.0 * 96);
    for (int x = 10; x < 90; ++x) inside += std::abs(*image.at(y, x) - *image.at(y, x + 1)) / (96.0 * 80);
    across += std::abs(*image.at(y, 63) - *image.at(y, 64)) / 96.0;
  }
  EXPECT_NEAR(left, 60, 6);
  EXPECT_NEAR(right, 190, 6);
  EXPECT_LT(across, 1.4 * inside);
}

TEST_F(Worlds, go_on_where_they_were_stopped) {
  paint_world(request_, file("whole.part"));
  const WorldResult stopped =
      paint_world(request_, file("w.part"), [](const Progress& progress) { return progress.phase < 2; });
  EXPECT_TRUE(stopped.cancelled);
  EXPECT_EQ(stopped.painted, 2);
  EXPECT_NEAR(*load_world(file("w.part")).at(90, 180), 190, 3) << "the rest in mean colours";
  const WorldResult rest = paint_world(request_, file("w.part"));
  EXPECT_EQ(rest.found, 2);
  EXPECT_EQ(rest.painted, 4);
  EXPECT_EQ(load_world(file("w.part")).pixels, load_world(file("whole.part")).pixels);
  request_.options.paint.seed.random_seed = 1;
  EXPECT_EQ(paint_world(request_, file("w.part"), [](const Progress&) { return false; }).found, 0);
}

TEST_F(Worlds, say_that_a_map_is_stretched) {
  EXPECT_THAT(estimate_world(request_).notices, testing::IsEmpty());
  request_.options.paint.output_size = {120, 130};
  EXPECT_THAT(estimate_world(request_).notices, testing::ElementsAre(HasSubstr("the map is stretched")));
}

TEST_F(Worlds, take_smaller_chunks_where_memory_is_short) {
  request_.options.scale = 64;
  request_.options.chunk = 512;
  const PaintEstimate large = estimate_world(request_);
  request_.options.paint.memory_gib = static_cast<double>(large.bytes - 1) / (1 << 30);
  const PaintEstimate small = estimate_world(request_);
  EXPECT_LT(small.bytes, large.bytes);
  EXPECT_GT(small.phases, large.phases);
  request_.options.paint.memory_gib = 0.01;
  EXPECT_THROW(estimate_world(request_), OutOfMemory);
}

}  // namespace
}  // namespace doodle
