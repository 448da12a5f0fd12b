#include <fmt/format.h>

#include "backend/network_shape.h"
#include "benchmark/gemm_peak.h"
#include "conformance/network_cases.h"

/// Speed of the operations of a painting but for the matcher (match_benchmark.cpp), at a picture of 512x512
/// or the features of one. Those that move memory rather than compute show GB/s.
namespace doodle {
namespace {

using benchmark::State;

void count_bytes(State& state, std::size_t bytes) {
  state.counters["GB/s"] =
      benchmark::Counter(static_cast<double>(bytes) * 1e-9, benchmark::Counter::kIsIterationInvariantRate,
                         benchmark::Counter::kIs1000);
}

Tensor<float> random_tensor(Backend& backend, Shape shape, std::uint64_t seed) {
  const std::vector<float> values = testing::random_gradient(shape, seed);
  return backend.upload<float>(shape, values.data());
}

/// A network of VGG-19's shape down to 4_1 whose channels are divided by `thinner`, weights made from
/// numbers.
NetworkSpec vgg_shape(int thinner) {
  const int convolutions[] = {2, 2, 4, 1};
  std::vector<LayerSpec> layers;
  int inputs = 3;
  for (int block = 0; block < 4; ++block) {
    const int outputs = (64 << block) / thinner;
    for (int i = 1; i <= convolutions[block]; ++i) {
      layers.push_back(testing::real_layer(fmt::format("{}_{}", block + 1, i), inputs, outputs, 3, 1));
      inputs = outputs;
    }
    if (block < 3)
      layers.push_back(testing::pool_layer(LayerKind::average_pool, fmt::format("pool{}", block + 1)));
  }
  return testing::network_of(layers);
}

/// Of one direction.
double network_flops(const NetworkSpec& network, Shape shape) {
  double flops = 0;
  for (const LayerSpec& layer : network.layers) {
    shape = layer_output(layer, shape);
    if (layer.kind == LayerKind::convolution)
      flops += 2.0 * static_cast<double>(shape.size()) * layer.inputs * layer.kernel * layer.kernel;
  }
  return flops;
}

/// The operations counted are those of the direct form; Winograd's way needs fewer, so it may pass the peak.
void network(State& state, int thinner, bool backward) {
  const auto backend = make_backend("cpu");
  const NetworkSpec spec = vgg_shape(thinner);
  const auto plan = backend->prepare_network(spec, {512, 512, {"3_1", "4_1"}, backward, {}});
  const Tensor<float> image = random_tensor(*backend, {512, 512, 3}, 1);
  Tensor<float> gradient = backend->allocate<float>(image.shape());
  for (int tap = 0; tap < 2 && backward; ++tap) backend->zero(plan->tap_gradient(tap));
  for (auto _ : state) {
    plan->forward(image);
    if (backward) plan->backward(gradient);
  }
  count_flops(state, network_flops(spec, image.shape()) * (backward ? 2 : 1));
}
BENCHMARK_CAPTURE(network, vgg19_forward, 1, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(network, vgg19_both_ways, 1, true)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(network, thin_forward, 4, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(network, thin_both_ways, 4, true)->UseRealTime()->Unit(benchmark::kMillisecond);

void gram(State& state) {
  const auto backend = make_backend("cpu");
  const Tensor<float> features = random_tensor(*backend, {128, 128, 256}, 1);
  Tensor<double> sums = backend->allocate<double>({256, 256, 1});
  backend->zero(sums);
  for (auto _ : state) backend->add_gram(features, {}, sums);
  count_flops(state, 2.0 * 128 * 128 * 256 * 256);
}
BENCHMARK(gram)->UseRealTime()->Unit(benchmark::kMillisecond);

Tensor<std::int32_t> random_matches(Backend& backend, Shape patches, std::uint32_t styles) {
  std::vector<std::int32_t> index(patches.size());
  for (std::size_t p = 0; p < index.size(); ++p)
    index[p] = static_cast<std::int32_t>(random_below(random_word(3, 0, p), styles));
  return backend.upload<std::int32_t>(patches, index.data());
}

void patch_loss(State& state) {
  const auto backend = make_backend("cpu");
  const Tensor<float> features = random_tensor(*backend, {128, 128, 256}, 1);
  const std::vector<Tensor<float>> styles{random_tensor(*backend, features.shape(), 2)};
  const auto matches = random_matches(*backend, {126, 126, 1}, 126 * 126);
  LossOutput out{backend->allocate<float>(features.shape()), backend->allocate<double>({1, 1, 1})};
  backend->zero(out.gradient);
  for (auto _ : state) backend->patch_loss(features, styles, matches, 1, out);
  count_bytes(state,
              features.size() * sizeof(float) * (9 + 3));  // nine style positions, two reads, one write
}
BENCHMARK(patch_loss)->UseRealTime()->Unit(benchmark::kMillisecond);

void vote(State& state) {
  const auto backend = make_backend("cpu");
  Tensor<float> image = random_tensor(*backend, {512, 512, 3}, 1);
  const std::vector<VoteStyle> styles{{random_tensor(*backend, image.shape(), 2), {128, 128, 256}}};
  const auto matches = random_matches(*backend, {126, 126, 1}, 126 * 126);
  for (auto _ : state) backend->vote(matches, styles, 4, image);
  count_bytes(state, image.size() * sizeof(float) * (9 + 1));
}
BENCHMARK(vote)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Four sweeps, as in a round of the pixel finish; 64 pixels are labelled alike.
void pixel_search(State& state) {
  const auto backend = make_backend("cpu");
  constexpr int side = 512, guides = 8;
  const Shape pixels{side, side, 1};
  std::vector<std::int32_t> region(pixels.size());
  for (std::size_t p = 0; p < region.size(); ++p) region[p] = static_cast<std::int32_t>(p / 64 % 2);
  std::vector<std::int32_t> style_region = region;
  for (int i = 0; i < side; ++i)  // no patch has its centre at the sides
    for (const int edge : {0, 1, side - 2, side - 1})
      style_region[static_cast<std::size_t>(edge * side + i)] =
          style_region[static_cast<std::size_t>(i * side + edge)] = -1;
  Tensor<float> image = random_tensor(*backend, {side, side, 3}, 1);
  PixelMatchSpec spec{
      random_tensor(*backend, {side, side, 3}, 2), random_tensor(*backend, {side, side, guides}, 3),
      backend->upload<std::int32_t>(pixels, style_region.data()),
      random_tensor(*backend, {side, side, guides}, 4), backend->upload<std::int32_t>(pixels, region.data())};
  spec.regions = 2;
  const auto plan = backend->prepare_pixel_match(spec);
  plan->start({});
  for (auto _ : state) plan->search(image, 4, {200});
  state.counters["patches/s"] =
      benchmark::Counter(4.0 * side * side, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(pixel_search)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace doodle
