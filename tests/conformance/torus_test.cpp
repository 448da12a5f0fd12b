#include "synthesis/torus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "conformance/network_cases.h"
#include "conformance/test_device.h"

// On a torus there is no first row: what is done to a picture moved along it is what is done to the picture,
// moved.
namespace doodle::testing {
namespace {

constexpr Wrap kWraps[] = {{true, false}, {false, true}, {true, true}};

/// HWC values moved along the torus: (y, x) goes to (y + dy, x + dx).
std::vector<float> moved(const std::vector<float>& values, Shape shape, int dy, int dx) {
  std::vector<float> result(values.size());
  const auto n = static_cast<std::size_t>(shape.channels);
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x) {
      const int to_y = (y + dy) % shape.height, to_x = (x + dx) % shape.width;
      std::copy_n(
          values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y * shape.width + x) * n), n,
          result.begin() +
              static_cast<std::ptrdiff_t>(static_cast<std::size_t>(to_y * shape.width + to_x) * n));
    }
  return result;
}

NetworkSpec pooled_network() {
  NetworkSpec network =
      network_of({real_layer("1_1", 3, 16, 3, 1), pool_layer(LayerKind::average_pool, "pool1"),
                  real_layer("2_1", 16, 24, 3, 2), pool_layer(LayerKind::max_pool, "pool2"),
                  real_layer("3_1", 24, 24, 3, 3)});
  network.layers[2].padding = Padding::reflect;
  network.layers[4].padding = Padding::replicate;
  return network;
}

struct Passed {
  std::vector<float> features, gradient;
  Shape shape;
};

/// Features of the deepest tap, and the image's gradient for `tap_gradient` moved as the image was.
Passed pass(const std::vector<float>& image, Shape shape, Wrap wrap, int dy, int dx) {
  const auto backend = make_backend(test_device());
  const auto plan =
      backend->prepare_network(pooled_network(), {shape.height, shape.width, {"3_1"}, true, wrap});
  plan->forward(backend->upload(shape, moved(image, shape, dy, dx).data()));
  Passed passed{backend->download(plan->tap(0)), {}, plan->tap(0).shape()};
  const std::vector<float> tap_gradient =
      moved(random_gradient(passed.shape, 9), passed.shape, dy / 4, dx / 4);
  backend->upload_bytes(tap_gradient.data(), plan->tap_gradient(0).data(),
                        tap_gradient.size() * sizeof(float));
  Tensor<float> gradient = backend->allocate<float>(shape);
  plan->backward(gradient);
  passed.gradient = backend->download(gradient);
  return passed;
}

TEST(Torus, NetworksMoveWithThePicture) {
  const Shape shape{16, 24, 3};
  const std::vector<float> image = quantised_image(shape.height, shape.width, 5, 255);
  for (const Wrap wrap : kWraps) {
    const int dy = wrap.y ? 8 : 0, dx = wrap.x ? 12 : 0;
    const Passed still = pass(image, shape, wrap, 0, 0), gone = pass(image, shape, wrap, dy, dx);
    EXPECT_LT(relative_error(gone.features, moved(still.features, still.shape, dy / 4, dx / 4)), 1e-5);
    EXPECT_LT(relative_error(gone.gradient, moved(still.gradient, shape, dy, dx)), 1e-5);
    const Passed bounded = pass(image, shape, {}, dy, dx);
    EXPECT_GT(relative_error(bounded.features, moved(still.features, still.shape, dy / 4, dx / 4)), 1e-3);
  }
}

TEST(Torus, FoldIsTheAdjointOfWiden) {
  const auto backend = make_backend(test_device());
  for (const Wrap wrap : kWraps) {
    for (const Shape shape : {Shape{5, 4, 2}, Shape{1, 2, 3}}) {
      const Torus torus(*backend, wrap);
      const auto a = backend->upload(shape, random_gradient(shape, 1).data());
      const Tensor<float> wide = torus.widened(a, 3, 1);
      const std::vector<float> other = random_gradient(wide.shape(), 2);
      Tensor<float> folded = backend->allocate<float>(shape);
      backend->zero(folded);
      torus.fold(backend->upload(wide.shape(), other.data()), 3, 1, folded);
      const auto dot = [](const std::vector<float>& x, const std::vector<float>& y) {
        return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
      };
      EXPECT_NEAR(dot(backend->download(wide), other), dot(backend->download(a), backend->download(folded)),
                  1e-5);
    }
  }
}

TEST(Torus, AWidenedMapRepeatsTheOtherSideAndNarrowTakesItsMiddle) {
  const auto backend = make_backend(test_device());
  const float row[] = {1, 2, 3};
  const Torus torus(*backend, {true, false});
  const Tensor<float> map = backend->upload<float>({1, 3, 1}, row);
  const Tensor<float> wide = torus.widened(map, 4, 2);
  EXPECT_THAT(backend->download(wide), ::testing::ElementsAre(3, 1, 2, 3, 1, 2, 3, 1, 2));
  Tensor<float> middle = backend->allocate<float>({1, 3, 1});
  torus.narrow(wide, 4, middle);
  EXPECT_THAT(backend->download(middle), ::testing::ElementsAre(1, 2, 3));
  const std::vector<float> host{1, 2, 3};
  EXPECT_THAT(widened_values(host, {1, 3, 1}, 2, {true, true}).size(), 5u * 7u);
  EXPECT_EQ(narrowed_values(widened_values(host, {1, 3, 1}, 2, {true, true}), {1, 3, 1}, 2, {true, true}),
            host);
}

/// A pixel match over a target of height x width that wraps, of one region, in a style of noise.
PixelMatchSpec torus_spec(Backend& backend, int height, int width, int style_side, Wrap wrap) {
  const auto grey = [&](Shape shape, std::int32_t value, bool border) {
    std::vector<std::int32_t> region(shape.size(), value);
    for (int y = 0; border && y < shape.height; ++y)
      for (int x = 0; x < shape.width; ++x)
        if (y < 2 || x < 2 || y >= shape.height - 2 || x >= shape.width - 2)
          region[static_cast<std::size_t>(y * shape.width + x)] = -1;
    return backend.upload(shape, region.data());
  };
  PixelMatchSpec spec;
  const Shape style{style_side, style_side, 1}, wide{height + (wrap.y ? 4 : 0), width + (wrap.x ? 4 : 0), 1};
  spec.style = backend.upload<float>({style_side, style_side, 3},
                                     quantised_image(style_side, style_side, 11, 255).data());
  spec.style_guide =
      backend.upload<float>({style_side, style_side, 1}, std::vector<float>(style.size()).data());
  spec.style_region = grey(style, 0, true);
  spec.target_guide = backend.upload<float>(wide, std::vector<float>(wide.size()).data());
  spec.target_region = grey(wide, 0, false);
  spec.seed = 3;
  spec.wrap = wrap;
  return spec;
}

TEST(Torus, PixelVotesBeyondASideAreThoseInsideTheOther) {
  const auto backend = make_backend(test_device());
  for (const Wrap wrap : kWraps) {
    const int height = 9, width = 14;
    const auto plan = backend->prepare_pixel_match(torus_spec(*backend, height, width, 24, wrap));
    const Torus torus(*backend, wrap);
    const Shape shape{height, width, 3};
    Tensor<float> canvas =
        torus.widened(backend->upload(shape, quantised_image(height, width, 6, 255).data()), 2, 2);
    plan->start({});
    for (int round = 0; round < 3; ++round) {
      plan->search(canvas, 4, {100});
      plan->vote(40, canvas);
    }
    Tensor<float> middle = backend->allocate<float>(shape);
    torus.narrow(canvas, 2, middle);
    EXPECT_EQ(backend->download(canvas), backend->download(torus.widened(middle, 2, 2)));
  }
}

TEST(Torus, EveryPixelPatchOfAPictureThatWrapsIsFoundInItself) {
  const auto backend = make_backend(test_device());
  const Wrap wrap{true, true};
  const int side = 16;
  PixelMatchSpec spec = torus_spec(*backend, side, side, side + 4, wrap);
  const auto picture = backend->upload<float>({side, side, 3}, quantised_image(side, side, 4, 255).data());
  const Tensor<float> wide = Torus(*backend, wrap).widened(picture, 2, 2);
  spec.style = wide;  // holds each patch once, those over the sides too
  const auto plan = backend->prepare_pixel_match(spec);
  plan->start({});
  plan->search(wide, 60, {});
  EXPECT_LT(plan->mean_distance(), 1.0);
}

}  // namespace
}  // namespace doodle::testing
