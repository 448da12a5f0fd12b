#include <algorithm>
#include <chrono>
#include <limits>

#include "backend/with_backend.h"
#include "base/parallel.h"
#include "style/objective.h"
#include "style/stylist.h"
#include "synthesis/phase_input.h"

namespace doodle {
namespace {

constexpr int kProbeSide = 128;

/// Seconds that an evaluation takes per pixel, from the best of three on a small picture: another program may
/// have had the processor in one of them.
double seconds_per_pixel(Backend& backend, const StyleProblem& problem) {
  const Size size{std::min(kProbeSide, problem.size.width), std::min(kProbeSide, problem.size.height)};
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
  return least / (static_cast<double>(size.width) * size.height);
}

StyleEstimate estimate_on(Backend& backend, const StyleProblem& problem) {
  const Stylist stylist(backend, problem, {});
  StyleEstimate estimate;
  estimate.notices = problem.notices;
  estimate.phases = static_cast<int>(stylist.plans().size());
  const double per_pixel = seconds_per_pixel(backend, problem);
  for (int phase = 0; phase < estimate.phases; ++phase) {
    const auto i = static_cast<std::size_t>(phase);
    estimate.seconds += per_pixel * stylist.work(phase) * (stylist.iterations()[i] + 2);
    estimate.bytes = std::max(estimate.bytes, stylist.plans()[i].bytes);
  }
  estimate.tiles = static_cast<int>(plan_tiles(problem, problem.size, stylist.plans().back().side).size());
  return estimate;
}

}  // namespace

PaintResult transfer_style(const StyleRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.run.threads);
  const StyleProblem problem = prepare_style_problem(request);
  return with_backend(request.options.run.device,
                      [&](Backend& backend) { return Stylist(backend, problem, progress).run(); });
}

StyleEstimate estimate_style(const StyleRequest& request) {
  const ThreadScope threads(request.options.run.threads);
  const StyleProblem problem = prepare_style_problem(request);
  return with_backend(request.options.run.device,
                      [&](Backend& backend) { return estimate_on(backend, problem); });
}

}  // namespace doodle
