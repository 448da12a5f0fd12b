#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "base/random.h"
#include "conformance/match_cases.h"
#include "emulation/device.h"
#include "style/stylist.h"
#include "synthesis/objective.h"
#include "synthesis/painter.h"

/// Times one kind of work on one device and prints a line. Everything is made from numbers: VGG-19 has
/// weights that were drawn, pictures are waves, so that it runs where there are neither models nor image
/// files. Its peer is peer.py, which does the same evaluation in PyTorch.
namespace doodle {
namespace {

constexpr const char* kUsage =
    "usage: gpu_benchmark DEVICE evaluation|match|paint|draft|thin|style WIDTH HEIGHT [REPEATS] "
    "[PICTURE.ppm]\n"
    "DEVICE: cpu, cuda, cuda:N or emulated. match takes the map's size, the others the picture's.\n"
    "paint and draft are qualities of doodles with VGG-19, thin is a draft with the program's own network,\n"
    "style is style transfer with that";

/// VGG-19 up to 4_1.
NetworkSpec vgg19() {
  NetworkSpec network;
  network.name = "VGG-19, drawn";
  network.architecture = "vgg19";
  network.hash = "drawn";
  network.bgr = true;
  network.mean = {103.939f, 116.779f, 123.68f};
  int inputs = 3, number = 0;
  for (const auto& [block, count, outputs] : {std::array{1, 2, 64}, {2, 2, 128}, {3, 4, 256}, {4, 1, 512}}) {
    for (int i = 1; i <= count; ++i, ++number) {
      LayerSpec layer;
      layer.name = fmt::format("{}_{}", block, i);
      layer.inputs = inputs;
      layer.outputs = outputs;
      layer.weights.resize(static_cast<std::size_t>(inputs * outputs * 9));
      const float range = std::sqrt(6.0f / static_cast<float>(9 * inputs));  // He et al. 2015, uniform
      for (std::size_t w = 0; w < layer.weights.size(); ++w)
        layer.weights[w] = range * (2 * random_uniform(7, static_cast<std::uint64_t>(number), w) - 1);
      network.layers.push_back(std::move(layer));
      inputs = outputs;
    }
    if (block == 4) break;
    LayerSpec pool;
    pool.kind = LayerKind::average_pool;
    pool.name = fmt::format("pool{}", block);
    network.layers.push_back(std::move(pool));
  }
  return network;
}

/// Waves of several lengths, different in each half, with a little noise.
Image waves(Size size, std::uint64_t seed) {
  Image image = make_image(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
      const float rough = std::sin(0.31f * fx + 0.05f * fy) * std::cos(0.23f * fy);
      const float fine = std::sin(0.9f * fx) * std::sin(0.8f * fy);
      const bool left = x < size.width / 2;
      for (int c = 0; c < 3; ++c) {
        const std::uint64_t i = static_cast<std::uint64_t>(3 * (y * size.width + x) + c);
        image.at(y, x)[c] = 128 + (left ? 70 : 25) * rough +
                            (left ? 15 : 50) * fine * (c == 1 ? 1.0f : 0.5f) +
                            8 * (random_uniform(seed, 1, i) - 0.5f);
      }
    }
  }
  return image;
}

Image halves(Size size, bool turned) {
  Image map = make_image(size.width, size.height);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int c = 0; c < 3; ++c) map.at(y, x)[c] = (x < size.width / 2) != turned ? 0.0f : 255.0f;
  return map;
}

/// A doodle of the given size, two labels, VGG-19 or the program's own network.
Problem make_problem(Size size, Quality quality, bool thin = false) {
  PaintRequest request;
  request.styles = {{waves(size, 1), halves(size, false)}};
  request.target_map = halves(size, true);
  request.options = preset(quality);
  request.options.run.device = "cpu";  // what the inputs are checked for; the backend is ours
  Problem problem = prepare_problem(request);
  if (!thin) problem.network = std::make_shared<const NetworkSpec>(vgg19());
  return problem;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Mean milliseconds of `work`, done once beforehand.
double time(Backend& backend, int repeats, const std::function<void()>& work) {
  work();
  backend.synchronise();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) work();
  backend.synchronise();
  return 1e3 * seconds_since(start) / repeats;
}

/// One evaluation of the objective in the last phase: what is minimised, and its gradient.
std::string evaluation(Backend& backend, Size size, int repeats) {
  const Problem problem = make_problem(size, Quality::standard);
  const PhaseInput input = InputPyramid(backend, problem).at(problem.options.pyramid.phases - 1);
  Objective objective(backend, problem, input, {"3_1", "4_1"});
  const Tensor<float> image = upload_image(backend, waves(size, 2));
  Tensor<float> gradient = backend.allocate<float>(image.shape());
  Tensor<double> loss = backend.allocate<double>({1, 1, 1});
  const auto evaluate = [&] { objective.evaluate(image, gradient, loss); };
  const double called = time(backend, repeats, evaluate);
  const auto repeated = backend.repeatable(evaluate);
  repeated();
  repeated();
  const double ms = time(backend, repeats, repeated);
  return fmt::format("{:.3f} ms an evaluation as the loop does it, {:.3f} ms launched, loss {:.6g}", ms,
                     called, backend.download(loss).front());
}

/// Matching of VGG-19's 3_1. Operations are those of the Gram matrix: 2 * positions^2 * channels.
std::string match(Backend& backend, Size size, int repeats) {
  constexpr int channels = 256;
  const MatchCase test{
      "",
      {random_map(size.height, size.width, channels, 1), label_map(size.height, size.width, 2, 3)},
      {{random_map(size.height, size.width, channels, 2), label_map(size.height, size.width, 2, 4)}},
      10};
  const auto plan = backend.prepare_match(make_spec(backend, test));
  const Tensor<float> features = to_tensor(backend, test.current.features);
  Matches matches;
  const double ms = time(backend, repeats, [&] { plan->run(features, 0.2f, matches); });
  const double positions = static_cast<double>(size.width) * size.height;
  return fmt::format("{:.3f} ms a search, {:.2f} TFLOP/s", ms,
                     2 * positions * positions * channels / ms * 1e-9);
}

void write_ppm(const Image& image, const char* path) {
  std::ofstream file(path, std::ios::binary);
  file << fmt::format("P6\n{} {}\n255\n", image.width, image.height);
  for (const float value : image.pixels) file.put(static_cast<char>(std::lround(value)));
}

/// A whole painting, the network loaded.
std::string paint(Backend& backend, const Problem& problem, int repeats, const char* path) {
  PaintResult result;
  const double ms = time(backend, repeats, [&] { result = Painter(backend, problem, {}).run(); });
  if (path != nullptr) write_ppm(result.image, path);
  return fmt::format("{:.3f} s a painting, last loss {:.6g}", 1e-3 * ms, result.phases.front().loss);
}

/// A whole style transfer, the network loaded.
std::string transfer(Backend& backend, Size size, int repeats, const char* path) {
  StyleRequest request;
  request.content = waves(size, 2);
  request.styles = {{waves(size, 1), {}}};
  request.options.run.device = "cpu";  // as above
  const StyleProblem problem = prepare_style_problem(request);
  PaintResult result;
  const double ms = time(backend, repeats, [&] { result = Stylist(backend, problem, {}).run(); });
  if (path != nullptr) write_ppm(result.image, path);
  return fmt::format("{:.3f} s a picture, last loss {:.6g}", 1e-3 * ms, result.phases.back().loss);
}

int measure(int count, char** arguments) {
  if (count < 5) {
    fmt::print(stderr, "{}\n", kUsage);
    return 2;
  }
  cuda::register_emulated_device();
  const auto backend = make_backend(arguments[1]);
  const std::string work = arguments[2];
  const Size size{std::atoi(arguments[3]), std::atoi(arguments[4])};
  const int repeats = count > 5 ? std::atoi(arguments[5]) : 10;
  const char* path = count > 6 ? arguments[6] : nullptr;
  std::string found;
  if (work == "evaluation") {
    found = evaluation(*backend, size, repeats);
  } else if (work == "match") {
    found = match(*backend, size, repeats);
  } else if (work == "style") {
    found = transfer(*backend, size, repeats, path);
  } else {
    const Quality quality = work == "paint" ? Quality::standard : Quality::draft;
    found = paint(*backend, make_problem(size, quality, work == "thin"), repeats, path);
  }
  fmt::print("{} {}x{} on {}: {}\n", work, size.width, size.height, backend->info().description, found);
  return 0;
}

}  // namespace
}  // namespace doodle

int main(int count, char** arguments) {
  try {
    return doodle::measure(count, arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gpu_benchmark: {}\n", error.what());
    return 1;
  }
}
