#include "synthesis/reporter.h"

#include "synthesis/phase_input.h"

namespace doodle {
namespace {

constexpr Stage kStages[] = {Stage::prepare, Stage::vote, Stage::refine, Stage::finish};

/// Work of one step per pixel, in units of a vote, as measured with the thin network.
constexpr double kPrepareWork = 2, kVoteWork = 1, kRefineWork = 2.5, kFinishWork = 0.5;

}  // namespace

Reporter::Reporter(ProgressCallback callback, const PaintOptions& options, const std::vector<Size>& sizes)
    : callback_(std::move(callback)), options_(options), sizes_(sizes) {}

double Reporter::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double Reporter::phase_work(int phase, Stage stage) const {
  const Size size = sizes_[static_cast<std::size_t>(phase)];
  const double pixels = static_cast<double>(size.width) * size.height;
  const bool neural = phase < options_.pyramid.neural_phases;
  const bool finished =
      options_.finish.enabled && phase >= static_cast<int>(sizes_.size()) - options_.finish.phases;
  switch (stage) {
    case Stage::prepare:
      return pixels * (neural ? kPrepareWork : kPrepareWork / 10);
    case Stage::vote:
      return neural ? pixels * kVoteWork * options_.refine.votes : 0;
    case Stage::refine:
      return neural ? pixels * kRefineWork * options_.refine.iterations : 0;
    case Stage::finish:
      return finished ? pixels * kFinishWork * options_.finish.iterations : 0;
  }
  return 0;
}

double Reporter::done_before(Stage stage) const {
  double done = 0;
  for (int phase = 0; phase < phase_; ++phase)
    for (Stage s : kStages) done += phase_work(phase, s);
  for (Stage s : kStages)
    if (s < stage) done += phase_work(phase_, s);
  return done;
}

void Reporter::report(Stage stage, int step, int steps, Backend& backend, const Tensor<float>& image) {
  if (!callback_) return;
  double all = 0;
  for (int phase = 0; phase < static_cast<int>(sizes_.size()); ++phase)
    for (Stage s : kStages) all += phase_work(phase, s);
  const double part = steps > 0 ? static_cast<double>(step) / steps : 1;
  Progress progress;
  progress.phase = phase_;
  progress.phases = static_cast<int>(sizes_.size());
  progress.stage = stage;
  progress.step = step;
  progress.steps = steps;
  progress.fraction = (done_before(stage) + part * phase_work(phase_, stage)) / all;
  progress.loss = loss_;
  progress.seconds = seconds();
  progress.seconds_left = progress.fraction > 0 ? progress.seconds * (1 / progress.fraction - 1) : 0;
  progress.image = [&] { return download_image(backend, image); };
  if (!callback_(progress)) throw Cancelled{};
}

}  // namespace doodle
