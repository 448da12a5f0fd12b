#include "style/style_reporter.h"

#include "synthesis/reporter.h"

namespace doodle {

StyleReporter::StyleReporter(ProgressCallback callback, std::vector<double> work, std::vector<int> iterations,
                             std::span<const std::string> notices)
    : callback_(std::move(callback)),
      work_(std::move(work)),
      iterations_(std::move(iterations)),
      notices_(notices) {}

void StyleReporter::report(int phase, int step, const std::function<Image()>& image) {
  if (!callback_) return;
  double all = 0, done = 0;
  for (std::size_t i = 0; i < work_.size(); ++i) {
    const double steps = iterations_[i] + 2;  // reading the styles and the content costs about as much as two
    all += work_[i] * steps;
    if (static_cast<int>(i) < phase) done += work_[i] * steps;
  }
  const auto now = static_cast<std::size_t>(phase);
  if (step > 0) done += work_[now] * (step + 2);
  Progress progress;
  progress.phase = phase;
  progress.phases = static_cast<int>(work_.size());
  progress.stage = step == 0 ? Stage::prepare : Stage::refine;
  progress.step = step;
  progress.steps = iterations_[now];
  progress.fraction = done / all;
  progress.loss = loss_;
  progress.seconds = seconds();
  progress.seconds_left = clock_.seconds_left(progress.fraction);
  progress.image = image;
  progress.notices = notices_;
  if (!callback_(progress)) throw Cancelled{};
}

}  // namespace doodle
