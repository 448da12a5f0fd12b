#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "backend/with_backend.h"
#include "base/parallel.h"
#include "image/shared_profile.h"
#include "style/objective.h"
#include "style/stylist.h"
#include "synthesis/phase_input.h"

namespace doodle {
namespace {

constexpr int kSmallProbe = 128, kLargeProbe = 256;

/// Seconds that an evaluation takes, and the pixels that it sees.
struct Probe {
  double pixels, seconds;
};

/// The best of three evaluations with sides of at most `side`: another program may have had the processor in
/// one of them.
Probe probe(Backend& backend, const StyleProblem& problem, int side) {
  const Size size{std::min(side, problem.size.width), std::min(side, problem.size.height)};
  StyleObjective objective(backend, problem, size, 0);
  const Tensor<float> image = upload_image(backend, resize(problem.content, size, Filter::area));
  Tensor<float> gradient = backend.allocate<float>(image.shape());
  Tensor<double> loss = backend.allocate<double>({1, 1, 1});
  objective.evaluate(image, gradient, loss);
  double least = std::numeric_limits<double>::infinity();
  for (int trial = 0; trial < 3; ++trial) {
    const auto begun = std::chrono::steady_clock::now();
    objective.evaluate(image, gradient, loss);
    backend.synchronise();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  return {static_cast<double>(size.width) * size.height, least};
}

/// What an evaluation takes: so much whatever the size, which is most of it in the first phases, and so much
/// a pixel.
struct EvaluationTime {
  double fixed = 0, per_pixel = 0;
};

EvaluationTime measure_evaluation(Backend& backend, const StyleProblem& problem) {
  const Probe small = probe(backend, problem, kSmallProbe), large = probe(backend, problem, kLargeProbe);
  const double more = large.seconds - small.seconds;
  if (more <= 0 || large.pixels <= small.pixels) return {0, large.seconds / large.pixels};
  const double per_pixel = more / (large.pixels - small.pixels);
  return {std::max(0.0, large.seconds - per_pixel * large.pixels), per_pixel};
}

StyleEstimate estimate_on(Backend& backend, const StyleProblem& problem) {
  const Stylist stylist(backend, problem, {});
  StyleEstimate estimate;
  estimate.notices = problem.notices;
  estimate.phases = static_cast<int>(stylist.plans().size());
  const EvaluationTime time = measure_evaluation(backend, problem);
  for (int phase = 0; phase < estimate.phases; ++phase) {
    const auto i = static_cast<std::size_t>(phase);
    estimate.seconds += (time.fixed + time.per_pixel * stylist.work(phase)) * (stylist.iterations()[i] + 2);
    estimate.bytes = std::max(estimate.bytes, stylist.plans()[i].bytes);
  }
  estimate.tiles = static_cast<int>(plan_tiles(problem, problem.size, stylist.plans().back().side).size());
  return estimate;
}

/// The pictures that colours come from: first the one, or the first of those, that says what they are.
std::vector<NamedPicture> pictures_of(const StyleRequest& request) {
  std::vector<NamedPicture> pictures;
  for (std::size_t i = 0; i < request.styles.size(); ++i)
    pictures.push_back({fmt::format("style {}", i + 1), &request.styles[i].image});
  const auto place = request.options.colours == "style" ? pictures.end() : pictures.begin();
  pictures.insert(place, {"the content", &request.content});
  return pictures;
}

}  // namespace

PaintResult transfer_style(const StyleRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.run.threads);
  const StyleProblem problem = prepare_style_problem(request);
  PaintResult result = with_backend(request.options.run.device, [&](Backend& backend) {
    return Stylist(backend, problem, progress).run();
  });
  result.image.icc = shared_profile(pictures_of(request), result.notices);
  return result;
}

StyleEstimate estimate_style(const StyleRequest& request) {
  const ThreadScope threads(request.options.run.threads);
  const StyleProblem problem = prepare_style_problem(request);
  return with_backend(request.options.run.device,
                      [&](Backend& backend) { return estimate_on(backend, problem); });
}

}  // namespace doodle
