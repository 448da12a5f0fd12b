#include "synthesis/reporter.h"

#include <numeric>

#include "synthesis/phase_input.h"
#include "synthesis/phases.h"
#include "synthesis/problem.h"

namespace doodle {
namespace {

/// Work per pixel of the picture, as measured on two cores with the thin network: a round of votes is 1.
/// Before a finish gradients and a field are made, of the picture and of the styles; after the last, the
/// seams are melted.
constexpr double kPrepare = 0.05, kRefine = 2, kFinish = 1.1, kBeginFinish = 0.6, kBeginStyle = 0.2,
                 kMelt = 1.5;

double area(Size size) {
  return static_cast<double>(size.width) * size.height;
}

PhaseWork work_of(const Problem& problem, int phase, Size size) {
  const PaintOptions& options = problem.options;
  const double pixels = area(size);
  PhaseWork work;
  work[0] = {0, kPrepare * pixels, 0, 1};
  if (is_neural(problem, phase)) {
    work[1] = {0, pixels, 0, options.refine.votes};
    work[2] = {0, kRefine * pixels, 0, options.refine.iterations};
  }
  if (is_finished(problem, phase)) {
    double styles = 0;
    for (const Size& style : style_sizes(problem, phase)) styles += area(style);
    const bool last = phase == options.pyramid.phases - 1;
    work[3] = {kBeginFinish * pixels + kBeginStyle * styles, kFinish * pixels, last ? kMelt * pixels : 0,
               options.finish.iterations};
  }
  return work;
}

double sum(const PhaseWork& work, std::size_t stages = PhaseWork().size()) {
  return std::accumulate(work.begin(), work.begin() + static_cast<std::ptrdiff_t>(stages), 0.0,
                         [](double all, const StageWork& stage) { return all + stage.until(stage.steps); });
}

}  // namespace

Reporter::Reporter(ProgressCallback callback, const Problem& problem, const std::vector<Size>& sizes)
    : callback_(std::move(callback)), notices_(problem.notices) {
  for (int phase = 0; phase < static_cast<int>(sizes.size()); ++phase)
    work_.push_back(work_of(problem, phase, sizes[static_cast<std::size_t>(phase)]));
}

double Reporter::fraction(Stage stage, int step) const {
  double all = 0, done = 0;
  for (std::size_t phase = 0; phase < work_.size(); ++phase) {
    all += sum(work_[phase]);
    if (static_cast<int>(phase) < phase_) done += sum(work_[phase]);
  }
  const PhaseWork& now = work_[static_cast<std::size_t>(phase_)];
  const auto i = static_cast<std::size_t>(stage);
  return (done + sum(now, i) + now[i].until(step)) / all;
}

void Reporter::report(Stage stage, int step, int steps, Backend& backend, const Tensor<float>& image) {
  if (!callback_) return;
  Progress progress;
  progress.phase = phase_;
  progress.phases = static_cast<int>(work_.size());
  progress.stage = stage;
  progress.step = step;
  progress.steps = steps;
  progress.fraction = fraction(stage, step);
  progress.loss = loss_;
  progress.seconds = seconds();
  progress.seconds_left = clock_.seconds_left(progress.fraction);
  progress.image = [&] { return download_image(backend, image); };
  progress.notices = notices_;
  if (!callback_(progress)) throw Cancelled{};
}

}  // namespace doodle
