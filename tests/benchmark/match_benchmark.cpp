#include "backend/cpu/match_plan.h"
#include "benchmark/gemm_peak.h"
#include "conformance/match_cases.h"

/// Speed of the matcher in GFLOP/s, and its share of what oneDNN's matrix product reaches. The
/// matcher's operations are those of its Gram tiles, 2 * positions * style positions * channels; the rest is
/// its overhead.
namespace doodle {
namespace {

void matrix_product(benchmark::State& state) {
  MatrixProduct product(state.range(0), state.range(1));
  for (auto _ : state) product.run();
  count_flops(state, product.flops());
}
BENCHMARK(matrix_product)
    ->Args({2048, 256})
    ->Args({2048, 1024})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Two bands of `labels` areas each, as maps have them, with a position of both labels between neighbours.
reference::Map area_map(int height, int width, int labels) {
  reference::Map map{height, width, labels, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int area = x * labels / width, band = 2 * y / height;
      const bool border = x > 0 && (x - 1) * labels / width != area;
      for (int label = 0; label < labels; ++label) {
        const bool here = label == (area + band) % labels, before = label == (area + band - 1) % labels;
        map.values.push_back(border ? 0.5f * (here + before) : here);
      }
    }
  }
  return map;
}

/// Arguments: height and width of both maps, channels, labels.
void match(benchmark::State& state, const cpu::MatchKernels* kernels) {
  const int height = static_cast<int>(state.range(0)), width = static_cast<int>(state.range(1));
  const int channels = static_cast<int>(state.range(2)), labels = static_cast<int>(state.range(3));
  MatchCase test{
      "", {random_map(height, width, channels, 1), {}}, {{random_map(height, width, channels, 2), {}}}, 10};
  if (labels > 0) {
    test.current.labels = area_map(height, width, labels);
    test.styles[0].labels = area_map(height, width, labels);
  }
  const auto backend = make_backend("cpu");
  const auto plan = cpu::prepare_match_with(*backend, make_spec(*backend, test), *kernels);
  const Tensor<float> features = to_tensor(*backend, test.current.features);
  Matches matches;
  for (auto _ : state) plan->run(features, 0, matches);
  const double positions = static_cast<double>(height) * width;
  count_flops(state, 2 * positions * positions * channels);
}

/// The windowed search, when it has been run before. Its rate is what an exact search would have to reach.
void windowed_match(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0)), channels = static_cast<int>(state.range(1));
  const MatchCase test{
      "", {random_map(side, side, channels, 1), {}}, {{random_map(side, side, channels, 2), {}}}, 0};
  const auto backend = make_backend("cpu");
  MatchPlanSpec spec = make_spec(*backend, test);
  spec.windowed = true;
  const auto plan = backend->prepare_match(spec);
  const Tensor<float> features = to_tensor(*backend, test.current.features);
  Matches matches;
  plan->run(features, 0, matches);
  for (auto _ : state) plan->run(features, 0, matches);
  const double positions = static_cast<double>(side) * side;
  count_flops(state, 2 * positions * positions * channels);
}
BENCHMARK(windowed_match)
    ->Args({128, 64})
    ->Args({128, 256})
    ->Args({256, 64})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

[[maybe_unused]] const bool registered = [] {
  std::vector<const cpu::MatchKernels*> all = cpu::available_match_kernels();
  if (cpu::filter_match_kernels() != nullptr) all.push_back(cpu::filter_match_kernels());
  for (const cpu::MatchKernels* kernels : all) {
    benchmark::RegisterBenchmark((std::string("match/") + kernels->name).c_str(), match, kernels)
        ->Args({64, 64, 256, 0})
        ->Args({32, 32, 512, 0})
        ->Args({64, 64, 512, 0})
        ->Args({128, 128, 256, 0})
        ->Args({128, 128, 256, 4})
        ->Args({90, 160, 512, 0})
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace doodle
