#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/random.h"
#include "doodle/error.h"
#include "doodle/upscale.h"
#include "features/network_memory.h"
#include "synthesis/memory_plan.h"

namespace doodle {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr double kMiB = 1024.0 * 1024;

Image noise(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = 255 * random_uniform(3, 0, i);
  return image;
}

/// A texture of `size` from a photo, in three phases whatever the photo's size.
PaintRequest request(Size size, Size photo = {64, 48}) {
  PaintRequest request;
  request.styles = {{noise(photo.width, photo.height), {}}};
  request.options.output_size = size;
  request.options.pyramid.phases = 3;
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  request.options.refine.iterations = 2;
  request.options.finish.iterations = 1;
  return request;
}

double planned(const PaintRequest& request) {
  return static_cast<double>(estimate_paint(request).bytes);
}

std::string refusal(const PaintRequest& request) {
  try {
    estimate_paint(request);
  } catch (const OutOfMemory& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(PaintMemory, GrowsWithThePicturesAndTheWork) {
  const double small = planned(request({256, 192}));
  EXPECT_GT(planned(request({512, 384})), small);
  EXPECT_GT(planned(request({256, 192}, {640, 480})), small);
  PaintRequest two = request({256, 192}, {640, 480});
  two.styles.push_back(two.styles.front());
  EXPECT_GT(planned(two), planned(request({256, 192}, {640, 480})));
  PaintRequest neural = request({512, 384}, {128, 128});
  neural.options.finish.enabled = false;
  EXPECT_GT(planned(neural), planned(request({512, 384}, {128, 128})));
  PaintRequest adam = neural;
  adam.options.refine.optimiser = "adam";
  EXPECT_LT(planned(adam), planned(neural));
}

TEST(PaintMemory, HoldsTheArraysThatAreCertain) {
  const Size size{1024, 768};
  const double pixels = static_cast<double>(size.width) * size.height;
  // The finish: the picture, its copy with slack, two fields, two costs, the regions.
  EXPECT_GT(planned(request(size)), (3 + 3 + 2 + 2 + 1) * sizeof(float) * pixels);
  PaintRequest neural = request(size, {128, 128});
  neural.options.finish.enabled = false;
  const Problem problem = prepare_problem(neural);
  const NetworkFloats floats = network_floats(*problem.network, problem.options.match.layers, size);
  // The network's buffers, features and gradients at its taps, and the vectors of L-BFGS.
  EXPECT_GT(static_cast<double>(planned_memory(problem)),
            sizeof(float) * (floats.kept + 2 * floats.largest + 2 * floats.taps + 3 * 14 * pixels));
}

TEST(PaintMemory, CountsThePhasesThatAreLeft) {
  // The photo holds a patch of the network's at its own size alone: the network works at the picture's.
  PaintRequest tiny = request({1024, 768}, {14, 14});
  tiny.options.pyramid.phases = 5;
  const Problem problem = prepare_problem(tiny);
  ASSERT_EQ(problem.options.pyramid.phases, 1);
  EXPECT_THAT(problem.notices, Contains(HasSubstr("too small for 5 phases: using 1")));
  EXPECT_GT(planned(tiny), 1.2 * planned(request({1024, 768})));
}

TEST(PaintMemory, SaysBeforeAnyWorkHowMuchWouldDo) {
  PaintRequest short_of = request({256, 192});
  short_of.options.memory_gib = 0.01;
  bool begun = false;
  EXPECT_THROW(paint(short_of, [&](const Progress&) { return begun = true; }), OutOfMemory);
  EXPECT_FALSE(begun);
  const std::string message = refusal(short_of);
  EXPECT_THAT(message, HasSubstr("256x192 needs"));
  EXPECT_THAT(message, HasSubstr("smaller --output-size or --style-scale"));
  const std::string named = "give --memory ";
  const int least = std::atoi(message.c_str() + message.find(named) + named.size());
  short_of.options.memory_gib = least / 1024.0;
  EXPECT_LE(planned(short_of), least * kMiB);
  EXPECT_GT(planned(short_of), (least - 1) * kMiB);
  short_of.options.memory_gib = (least - 1) / 1024.0;
  EXPECT_THAT(refusal(short_of), HasSubstr("256x192 needs"));
}

TEST(PaintMemory, TellsWhatWasPlanned) {
  const PaintRequest small = request({64, 48});
  EXPECT_EQ(paint(small).planned_bytes, estimate_paint(small).bytes);
}

TEST(PaintMemory, RefusesAnEnlargementBeforeItsFirstDoubling) {
  UpscaleRequest art;
  art.source = noise(16, 16);
  art.options.scale = 32;
  const std::size_t bytes = estimate_upscale(art).bytes;
  art.options.paint.memory_gib = (static_cast<double>(bytes) / kMiB - 1) / 1024;
  bool begun = false;
  EXPECT_THROW(upscale(art,
                       [&](const Progress& progress) {
                         begun = begun || progress.step > 0;
                         return true;
                       }),
               OutOfMemory);
  EXPECT_FALSE(begun);
}

TEST(PaintMemory, RefusesAmountsThatCannotBe) {
  PaintOptions options;
  options.memory_gib = -1;
  EXPECT_THROW(check_options(options), UsageError);
}

}  // namespace
}  // namespace doodle
