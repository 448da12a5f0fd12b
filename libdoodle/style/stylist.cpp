#include "style/stylist.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"
#include "image/pyramid.h"
#include "optimise/optimiser.h"
#include "style/colours.h"
#include "style/objective.h"
#include "style/scale_space.h"
#include "style/style_parameters.h"
#include "synthesis/phase_input.h"
#include "synthesis/reporter.h"

namespace doodle {

/// So many pixels take as long as what an evaluation does whatever the size; measured on two cores: about
/// 25,000 with the default network, 45,000 with VGG-19.
constexpr double kFixedPixels = 30000;

/// No bounds that parameters meet; the optimiser's first steps are in proportion to it.
constexpr Box kParameters{-1000, 1000};

Stylist::Stylist(Backend& backend, const StyleProblem& problem, const ProgressCallback& progress)
    : backend_(backend), problem_(problem), sizes_(style_phases(problem)), reporter_({}, {}, {}, {}) {
  result_.notices = problem.notices;
  std::vector<double> work;
  const StyleScheduleOptions& schedule = problem.options.schedule;
  for (const Size& size : sizes_) {
    plans_.push_back(plan_memory(problem, size));
    iterations_.push_back(plans_.back().side == 0 ? schedule.iterations : schedule.tiled_iterations);
  }
  for (int phase = 0; phase < static_cast<int>(sizes_.size()); ++phase)
    work.push_back(kFixedPixels + this->work(phase));
  if (plans_.back().optimiser != schedule.optimiser)
    result_.notices.push_back("the pairs of L-BFGS do not fit into the memory: the largest phases use adam");
  reporter_ = StyleReporter(progress, work, iterations_, result_.notices);
}

double Stylist::work(int phase) const {
  const auto i = static_cast<std::size_t>(phase);
  const double pixels = static_cast<double>(sizes_[i].width) * sizes_[i].height;
  if (plans_[i].side == 0) return pixels;
  double seen = 0;
  for (const Tile& tile : plan_tiles(problem_, sizes_[i], plans_[i].side))
    seen += static_cast<double>(tile.y.length()) * tile.x.length();
  return seen * 4 / 3;  // forward twice, backward once, of three that cost about the same with the rest
}

PaintResult Stylist::run() {
  result_.parameters = describe(problem_);
  image_ = upload_image(backend_, first_image(sizes_.front()));
  try {
    for (int phase = 0; phase < static_cast<int>(sizes_.size()); ++phase) run_phase(phase);
  } catch (const Cancelled&) {
    result_.cancelled = true;
  }
  const Image last = current();
  result_.image = restore_colours(
      problem_, last.size() == problem_.size ? last : resize(last, problem_.size, Filter::bicubic));
  return std::move(result_);
}

void Stylist::run_phase(int phase) {
  const auto i = static_cast<std::size_t>(phase);
  const double begun = reporter_.seconds();
  const Size size = sizes_[i];
  result_.phases.push_back({size, 0, 0, 0});
  if (phase > 0) image_ = upload_image(backend_, resize(current(), size, Filter::bicubic));
  const auto picture = [this] { return restore_colours(problem_, current()); };
  reporter_.report(phase, 0, picture);
  StyleObjective objective(backend_, problem_, size, plans_[i].side);
  const bool scales = uses_scales(phase);
  ScaleSpace space(backend_, image_, scales ? ScaleSpace::Options{} : ScaleSpace::Options{0});
  const auto optimiser =
      make_optimiser(plans_[i].optimiser, backend_, space.parameters().shape(), scales ? kParameters : Box{});
  Tensor<float> gradient = backend_.allocate<float>(image_.shape());
  Tensor<double> loss = backend_.allocate<double>({1, 1, 1});
  const auto losses = backend_.make_number_reader();
  for (int step = 1; step <= iterations_[i]; ++step) {
    objective.evaluate(image_, gradient, loss);
    optimiser->step(space.parameters(), space.slope(gradient), loss);
    space.paint(space.parameters(), image_);
    result_.phases.back().loss = losses->next(loss);
    result_.phases.back().evaluations = step;
    reporter_.set_loss(result_.phases.back().loss);
    reporter_.report(phase, step, picture);
  }
  if (iterations_[i] > 0) result_.phases.back().loss = losses->last();
  // A few large steps of Adam end in the point that no evaluation has seen, and it is the better one.
  if (plans_[i].optimiser == "lbfgs") space.paint(optimiser->best(), image_);
  result_.phases.back().seconds = reporter_.seconds() - begun;
}

bool Stylist::uses_scales(int phase) const {
  const MemoryPlan& plan = plans_[static_cast<std::size_t>(phase)];
  return plan.side == 0 && plan.optimiser == "lbfgs" && problem_.options.seed.kind != "noise";
}

Image Stylist::first_image(Size size) const {
  const SeedOptions& seed = problem_.options.seed;
  if (seed.kind == "content") return scale_to(problem_.content, size);
  if (seed.kind == "image") return scale_to(*problem_.seed, size);
  Image noise = make_image(size.width, size.height);
  for (std::size_t i = 0; i < noise.pixels.size(); ++i)
    noise.pixels[i] = static_cast<float>(
        seed.low + (seed.high - seed.low) * static_cast<double>(random_uniform(seed.random_seed, 0, i)));
  return noise;
}

Image Stylist::current() const {
  Image image = download_image(backend_, image_);
  for (float& value : image.pixels) value = std::clamp(value, 0.0f, 255.0f);
  return image;
}

}  // namespace doodle
