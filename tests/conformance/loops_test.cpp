#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/network_cases.h"
#include "conformance/test_device.h"
#include "optimise/optimiser.h"

/// What a loop repeats, called each time or taken down and done again (Backend::repeatable).
namespace doodle {
namespace {

using testing::network_of;
using testing::quantised_image;
using testing::real_layer;

std::vector<float> label_halves(int height, int width) {
  std::vector<float> map;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int label = 0; label < 2; ++label) map.push_back((x < width / 2) == (label == 0));
  return map;
}

/// An evaluation with all that a refinement may ask for, and its own plans.
class Evaluation {
 public:
  Evaluation(Backend& backend, bool windowed, bool half = true)
      : backend_(backend),
        network_(backend.prepare_network(
            network_of({real_layer("1_1", 3, 12, 3, 1), testing::pool_layer(LayerKind::average_pool, "pool1"),
                        real_layer("2_1", 12, 20, 3, 2)}),
            {kHeight, kWidth, {"1_1", "2_1"}, true, {}, half})),
        style_(backend.upload<float>({11, 9, 20}, testing::random_gradient({11, 9, 20}, 5).data())),
        content_(backend.upload<float>(network_->tap(0).shape(),
                                       testing::random_gradient(network_->tap(0).shape(), 6).data())) {
    const Shape current = network_->tap(1).shape();
    const auto map = [&](Shape shape) {
      return backend.upload<float>({shape.height, shape.width, 2},
                                   label_halves(shape.height, shape.width).data());
    };
    MatchPlanSpec spec{current, map(current), {style_}, {map(style_.shape())}, 5};
    spec.windowed = windowed;
    spec.seed = 3;
    match_ = backend.prepare_match(spec);
    matches_.index = backend.allocate<std::int32_t>({current.height - 2, current.width - 2, 1});
    matches_.score = backend.allocate<float>(matches_.index.shape());
    std::vector<std::uint8_t> held(kHeight * kWidth, 0);
    std::fill_n(held.begin(), 3 * kWidth, std::uint8_t{1});
    held_ = backend.upload<std::uint8_t>({kHeight, kWidth, 1}, held.data());
    image = backend.upload<float>({kHeight, kWidth, 3}, quantised_image(kHeight, kWidth, 1, 255).data());
    gradient = backend.allocate<float>(image.shape());
    loss = backend.allocate<double>({1, 1, 1});
  }

  void evaluate() {
    backend_.zero(loss);
    network_->forward(image);
    for (int tap = 0; tap < 2; ++tap) backend_.zero(network_->tap_gradient(tap));
    match_->run(network_->tap(1), 0.2f, matches_);
    backend_.patch_loss(network_->tap(1), {style_}, matches_.index, 3, {network_->tap_gradient(1), loss});
    backend_.content_loss(network_->tap(0), content_, 2, {network_->tap_gradient(0), loss});
    network_->backward(gradient);
    backend_.smoothness_loss(image, 1, {gradient, loss});
    backend_.replace(held_, {}, gradient);
  }

  /// Images, gradients and losses of all evaluations, one after the other.
  std::vector<float> course(const std::string& optimiser, bool repeated) {
    const auto steps = make_optimiser(optimiser, backend_, image.shape());
    const auto plainly = [&] {
      evaluate();
      steps->step(image, gradient, loss);
    };
    const auto work = repeated ? backend_.repeatable(plainly) : std::function<void()>(plainly);
    std::vector<float> course;
    for (int i = 0; i < 8; ++i) {
      work();
      for (const Tensor<float>& array : {image, gradient}) {
        const std::vector<float> values = backend_.download(array);
        course.insert(course.end(), values.begin(), values.end());
      }
      course.push_back(static_cast<float>(backend_.download(loss).front()));
    }
    return course;
  }

  const Matches& matches() const { return matches_; }

  Tensor<float> image, gradient;
  Tensor<double> loss;

 private:
  static constexpr int kHeight = 18, kWidth = 22;
  Backend& backend_;
  std::unique_ptr<NetworkPlan> network_;
  Tensor<float> style_, content_;
  std::unique_ptr<MatchPlan> match_;
  Matches matches_;
  Tensor<std::uint8_t> held_;
};

TEST(Loops, RepeatedWorkGivesTheBytesOfWorkThatIsCalled) {
  const auto backend = make_backend(test_device());
  for (const bool windowed : {false, true}) {
    for (const char* optimiser : {"lbfgs", "adam"}) {
      const std::vector<float> called = Evaluation(*backend, windowed).course(optimiser, false);
      EXPECT_EQ(Evaluation(*backend, windowed).course(optimiser, true), called) << optimiser << windowed;
      EXPECT_THAT(called,
                  ::testing::Each(::testing::Truly([](float value) { return std::isfinite(value); })));
    }
  }
}

/// The two devices agree on one evaluation: which patches, how much it costs and where it goes.
TEST(Loops, AnEvaluationIsThatOfTheCpu) {
  for (const bool windowed : {false, true}) {
    const auto device = make_backend(test_device()), cpu = make_backend("cpu");
    Evaluation here(*device, windowed, false), there(*cpu, windowed, false);
    here.evaluate();
    there.evaluate();
    EXPECT_EQ(device->download(here.matches().index), cpu->download(there.matches().index)) << windowed;
    const double loss = cpu->download(there.loss).front();
    EXPECT_NEAR(device->download(here.loss).front(), loss, 1e-5 * loss);
    EXPECT_LT(testing::relative_error(device->download(here.gradient), cpu->download(there.gradient)), 1e-4);
  }
}

TEST(Loops, NumbersAreReadOneTurnLateAtMost) {
  const auto backend = make_backend(test_device());
  Tensor<double> number = backend->allocate<double>({1, 1, 1});
  const auto reader = backend->make_number_reader();
  for (int i = 1; i <= 5; ++i) {
    const double value = i;
    backend->upload_bytes(&value, number.data(), sizeof value);
    const double read = reader->next(number);
    EXPECT_TRUE(read == value || (i > 1 && read == value - 1)) << read << " of " << value;
  }
  EXPECT_EQ(reader->last(), 5);
  EXPECT_EQ(reader->last(), 5);
}

}  // namespace
}  // namespace doodle
