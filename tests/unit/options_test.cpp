#include "doodle/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "doodle/error.h"

namespace doodle {
namespace {

using Change = std::function<void(PaintOptions&)>;

/// The message of the UsageError that check_options() throws after `change`; empty when it throws none.
std::string complaint(const Change& change) {
  PaintOptions options;
  change(options);
  try {
    check_options(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Options, EveryPresetIsValid) {
  for (Quality quality : {Quality::draft, Quality::standard, Quality::fine}) {
    EXPECT_NO_THROW(check_options(preset(quality)));
  }
}

TEST(Options, StandardIsTheDefaultAndWorkGrowsWithQuality) {
  const PaintOptions defaults, draft = preset(Quality::draft), standard = preset(Quality::standard),
                               fine = preset(Quality::fine);
  EXPECT_EQ(standard.refine.iterations, defaults.refine.iterations);
  EXPECT_EQ(standard.finish.iterations, defaults.finish.iterations);
  EXPECT_LT(draft.refine.iterations, standard.refine.iterations);
  EXPECT_LT(standard.refine.iterations, fine.refine.iterations);
  EXPECT_LE(draft.refine.votes, standard.refine.votes);
  EXPECT_LE(standard.refine.votes, fine.refine.votes);
  EXPECT_LE(draft.finish.iterations, standard.finish.iterations);
  EXPECT_LE(standard.finish.iterations, fine.finish.iterations);
}

struct Range {
  const char* name;
  std::function<void(PaintOptions&, double)> set;
  double low, high, step;  ///< step: how far outside the first refused value lies
};

const Range kRanges[] = {
    {"semantic-weight", [](PaintOptions& o, double v) { o.match.semantic_weight = v; }, 0, 1e4, 1e-3},
    {"variety", [](PaintOptions& o, double v) { o.match.variety = v; }, 0, 1, 1e-3},
    {"votes", [](PaintOptions& o, double v) { o.refine.votes = static_cast<int>(v); }, 0, 100, 1},
    {"iterations", [](PaintOptions& o, double v) { o.refine.iterations = static_cast<int>(v); }, 0, 1e4, 1},
    {"style-weight", [](PaintOptions& o, double v) { o.refine.style_weight = v; }, 0, 1e6, 1},
    {"content-weight", [](PaintOptions& o, double v) { o.refine.content_weight = v; }, 0, 1e6, 1},
    {"smoothness", [](PaintOptions& o, double v) { o.refine.smoothness = v; }, 0, 1e6, 1},
    {"finish-phases", [](PaintOptions& o, double v) { o.finish.phases = static_cast<int>(v); }, 0, 10, 1},
    {"finish-iterations", [](PaintOptions& o, double v) { o.finish.iterations = static_cast<int>(v); }, 1,
     100, 1},
    {"balance", [](PaintOptions& o, double v) { o.finish.balance = v; }, 0, 100, 1e-3},
    {"phases", [](PaintOptions& o, double v) { o.pyramid.phases = static_cast<int>(v); }, 0, 10, 1},
    {"neural-phases", [](PaintOptions& o, double v) { o.pyramid.neural_phases = static_cast<int>(v); }, 0, 10,
     1},
    {"style-scale", [](PaintOptions& o, double v) { o.pyramid.style_scale = v; }, 1.0 / 16, 16, 1e-3},
    {"max-labels", [](PaintOptions& o, double v) { o.maps.max_labels = static_cast<int>(v); }, 1, 64, 1},
    {"units", [](PaintOptions& o, double v) { o.network.units = v; }, 1.0 / 16, 4, 1e-3},
    {"depth", [](PaintOptions& o, double v) { o.network.depth = static_cast<int>(v); }, 1, 4, 1},
    {"threads", [](PaintOptions& o, double v) { o.run.threads = static_cast<int>(v); }, 0, 1024, 1},
};

TEST(Options, RangesIncludeTheirEndsAndNothingBeyond) {
  for (const Range& range : kRanges) {
    const auto at = [&](double value) { return complaint([&](PaintOptions& o) { range.set(o, value); }); };
    EXPECT_EQ(at(range.low), "") << range.name;
    EXPECT_EQ(at(range.high), "") << range.name;
    EXPECT_THAT(at(range.low - range.step), testing::StartsWith(std::string(range.name) + " is "))
        << range.name;
    EXPECT_THAT(at(range.high + range.step), testing::HasSubstr("must lie between")) << range.name;
  }
}

TEST(Options, NotANumberIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(complaint([&](PaintOptions& o) { o.match.variety = nan; }), "");
  EXPECT_NE(complaint([&](PaintOptions& o) { o.refine.style_weight = nan; }), "");
  EXPECT_NE(complaint([&](PaintOptions& o) { o.pyramid.style_scale = nan; }), "");
  EXPECT_NE(complaint([&](PaintOptions& o) { o.seed.low = nan; }), "");
}

TEST(Options, ChoicesNameTheAlternatives) {
  EXPECT_EQ(complaint([](PaintOptions& o) { o.refine.optimiser = "sgd"; }),
            "optimiser is 'sgd'; choose one of lbfgs, adam");
  EXPECT_THAT(complaint([](PaintOptions& o) { o.network.pooling = ""; }), testing::HasSubstr("average, max"));
  EXPECT_THAT(complaint([](PaintOptions& o) { o.network.padding = "wrap"; }), testing::HasSubstr("reflect"));
  EXPECT_EQ(complaint([](PaintOptions& o) { o.network.padding = ""; }), "");
  EXPECT_THAT(complaint([](PaintOptions& o) { o.seed.kind = "static"; }), testing::HasSubstr("noise"));
}

TEST(Options, SizesAreBothGivenOrBothAbsent) {
  EXPECT_EQ(complaint([](PaintOptions& o) { o.output_size = {1, 1}; }), "");
  EXPECT_EQ(complaint([](PaintOptions& o) { o.output_size = {30000, 30000}; }), "");
  EXPECT_THAT(complaint([](PaintOptions& o) { o.output_size = {512, 0}; }), testing::HasSubstr("512x0"));
  EXPECT_NE(complaint([](PaintOptions& o) { o.output_size = {-4, 4}; }), "");
  EXPECT_NE(complaint([](PaintOptions& o) { o.output_size = {30001, 1}; }), "");
}

TEST(Options, SeedRangeIsOrdered) {
  EXPECT_EQ(complaint([](PaintOptions& o) { o.seed.low = o.seed.high = 128; }), "");
  EXPECT_THAT(complaint([](PaintOptions& o) { o.seed.low = 241; }), testing::HasSubstr("241:240"));
  EXPECT_NE(complaint([](PaintOptions& o) { o.seed.high = 256; }), "");
}

TEST(Options, DevicesHaveKnownNames) {
  for (const char* name : {"auto", "cpu", "cuda", "cuda:0", "cuda:12"}) {
    EXPECT_EQ(complaint([&](PaintOptions& o) { o.run.device = name; }), "") << name;
  }
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "CPU", "cuda:1234"}) {
    EXPECT_NE(complaint([&](PaintOptions& o) { o.run.device = name; }), "") << name;
  }
}

TEST(Options, LayersAreNamed) {
  EXPECT_NE(complaint([](PaintOptions& o) { o.match.layers.clear(); }), "");
  EXPECT_NE(complaint([](PaintOptions& o) { o.match.layers.push_back(""); }), "");
  EXPECT_NE(complaint([](PaintOptions& o) { o.refine.content_layers.clear(); }), "");
  EXPECT_NE(complaint([](PaintOptions& o) { o.match.vote_layer = ""; }), "");
}

}  // namespace
}  // namespace doodle
