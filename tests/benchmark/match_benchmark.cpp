#include <benchmark/benchmark.h>
#include <dnnl.h>

#include "backend/cpu/match_plan.h"
#include "conformance/match_cases.h"

/// Speed of the matcher beside that of oneDNN's matrix product on this machine, both in GFLOP/s. The
/// matcher's operations are those of its Gram tiles, 2 * positions * style positions * channels; the rest is
/// its overhead.
namespace doodle {
namespace {

void count_flops(benchmark::State& state, double flops) {
  state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate,
                                                 benchmark::Counter::kIs1000);
}

void matrix_product(benchmark::State& state) {
  const std::int64_t n = state.range(0), depth = state.range(1);
  const std::vector<float> a(static_cast<std::size_t>(n * depth), 0.5f), b(a);
  std::vector<float> c(static_cast<std::size_t>(n * n));
  for (auto _ : state) {
    dnnl_sgemm('N', 'T', n, n, depth, 1, a.data(), depth, b.data(), depth, 0, c.data(), n);
    benchmark::DoNotOptimize(c.data());
  }
  count_flops(state, 2.0 * static_cast<double>(n * n * depth));
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
