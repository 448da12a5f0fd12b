#include "synthesis/painter.h"

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "optimise/optimiser.h"
#include "synthesis/field_sources.h"
#include "synthesis/finisher.h"
#include "synthesis/forms.h"
#include "synthesis/match_search.h"
#include "synthesis/objective.h"
#include "synthesis/parameters.h"
#include "synthesis/phases.h"
#include "synthesis/resized.h"
#include "synthesis/voter.h"

namespace doodle {

Painter::Painter(Backend& backend, const Problem& problem, const ProgressCallback& progress)
    : backend_(backend), problem_(problem), inputs_(backend, problem_), reporter_({}, problem_, {}) {
  result_.notices = problem_.notices;
  const int phases = problem_.options.pyramid.phases;
  for (int phase = 0; phase < phases; ++phase) sizes_.push_back(picture_size(problem_, phase));
  reporter_ = Reporter(progress, problem_, sizes_);
}

PaintResult Painter::run() {
  result_.parameters = describe(problem_);
  image_ = first_image(sizes_.front());
  try {
    for (int phase = 0; phase < static_cast<int>(sizes_.size()); ++phase) run_phase(phase);
  } catch (const Cancelled&) {
    result_.cancelled = true;
  }
  result_.image = current();
  result_.sources = sources();
  if (meter_) result_.uses = meter_->measure(field_);
  if (problem_.canvas) {
    result_.image = composed(problem_, result_.image);
    set_known_sources(problem_, result_.sources);
  }
  return std::move(result_);
}

void Painter::run_phase(int phase) {
  const double begun = reporter_.seconds();
  const Size size = sizes_[static_cast<std::size_t>(phase)];
  reporter_.begin_phase(phase);
  result_.phases.push_back({size, 0, 0, 0});
  PhaseInput input = inputs_.at(phase);
  if (phase > 0) image_ = resized(backend_, image_, size, Filter::bicubic, problem_.options.tile);
  if (input.known) input.known->put_back(backend_, image_);
  reporter_.report(Stage::prepare, 1, 1, backend_, image_);
  std::vector<PixelField> starts;
  if (!field_.empty()) starts.push_back(enlarged(field_, size, *field_atlas_, Atlas(input)));
  if (phase == 0 && problem_.start) starts.push_back(*problem_.start);
  const bool neural = is_neural(problem_, phase);
  if (neural) {
    vote(input, starts);
    refine(input);
  }
  if (is_finished(problem_, phase)) {
    const bool repaint = !neural && !starts.empty();
    finish(std::move(input), std::move(starts), repaint);
  }
  result_.phases.back().seconds = reporter_.seconds() - begun;
}

Tensor<float> Painter::first_image(Size size) {
  const SeedOptions& seed = problem_.options.seed;
  const auto scaled = [&](const Image& image) {
    return upload_image(backend_, resize(image, size, Filter::lanczos, problem_.options.tile));
  };
  if (seed.kind == "content") return scaled(*problem_.content);
  if (seed.kind == "image") return scaled(*problem_.seed);
  if (seed.kind == "picture")
    return KnownPixels(backend_, *problem_.canvas, size, problem_.options.tile).start();
  Image noise = make_image(size.width, size.height);
  for (std::size_t i = 0; i < noise.pixels.size(); ++i)
    noise.pixels[i] =
        static_cast<float>(seed.low + (seed.high - seed.low) * random_uniform(seed.random_seed, 0, i));
  return upload_image(backend_, noise);
}

void Painter::vote(const PhaseInput& input, std::vector<PixelField>& starts) {
  const int votes = problem_.options.refine.votes;
  const auto layers = layers_that_fit(problem_, input.index, input.size, {problem_.options.match.vote_layer});
  if (votes == 0 || layers.empty()) return;
  Voter voter(backend_, problem_, input, layers.front());
  starts_.begin(backend_, voter.layers(), problem_.options.tile);
  for (int i = 0; i < votes; ++i) {
    voter.vote(image_);
    if (input.known) input.known->put_back(backend_, image_);
    reporter_.report(Stage::vote, i + 1, votes, backend_, image_);
  }
  keep_matches(voter.layers());
  const NeuralLayer& layer = voter.layer();
  std::vector<Shape> features;
  for (const Tensor<float>& style : layer.styles) features.push_back(style.shape());
  starts.push_back(neural_field(backend_.download(layer.matches.index), layer.matches.index.shape(),
                                {layer.stride, layer.margin, problem_.options.tile}, features, input.size));
}

void Painter::refine(const PhaseInput& input) {
  const RefineOptions& options = problem_.options.refine;
  const auto layers = layers_that_fit(problem_, input.index, input.size, problem_.options.match.layers);
  if (options.iterations == 0 || layers.empty()) return;
  Objective objective(backend_, problem_, input, layers);
  starts_.begin(backend_, objective.layers(), problem_.options.tile);
  const auto optimiser = make_optimiser(options.optimiser, backend_, image_.shape());
  Tensor<float> gradient = backend_.allocate<float>(image_.shape());
  Tensor<double> loss = backend_.allocate<double>({1, 1, 1});
  const auto losses = backend_.make_number_reader();
  const auto iterate = backend_.repeatable([&] {
    objective.evaluate(image_, gradient, loss);
    if (input.known) input.known->hold(backend_, gradient);
    optimiser->step(image_, gradient, loss);
  });
  for (int i = 0; i < options.iterations; ++i) {
    iterate();
    result_.phases.back().loss = losses->next(loss);
    result_.phases.back().evaluations = i + 1;
    reporter_.set_loss(result_.phases.back().loss);
    reporter_.report(Stage::refine, i + 1, options.iterations, backend_, image_);
  }
  result_.phases.back().loss = losses->last();
  keep_matches(objective.layers());
  backend_.copy_bytes(optimiser->best().data(), image_.data(), image_.size() * sizeof(float));
}

void Painter::keep_matches(const std::vector<NeuralLayer>& layers) {
  starts_.keep(backend_, layers, problem_.options.tile);
  const auto variety = static_cast<float>(problem_.options.match.variety);
  for (const NeuralLayer& layer : layers)
    if (layer.spec.windowed) result_.phases.back().found[layer.name] = found_share(backend_, variety, layer);
}

void Painter::finish(PhaseInput input, std::vector<PixelField> starts, bool repaint) {
  Finisher finisher(backend_, problem_, std::move(input));
  const int rounds = problem_.options.finish.iterations;
  finisher.run(image_, std::move(starts), repaint,
               [&](int round) { reporter_.report(Stage::finish, round + 1, rounds, backend_, image_); });
  field_ = finisher.field();
  meter_ = finisher.meter();
  field_atlas_ = finisher.atlas();
}

SourceMap Painter::sources() const {
  if (field_.empty()) return {};
  std::vector<Size> styles;
  for (const Image& style : problem_.styles) styles.push_back(style.size());
  SourceMap sources = sources_of(field_, *field_atlas_, problem_.size, styles);
  to_given_styles(problem_, sources);
  return sources;
}

Image Painter::current() const {
  Image image = download_image(backend_, image_);
  for (float& value : image.pixels) value = std::clamp(value, 0.0f, 255.0f);
  return image.size() == problem_.size ? image
                                       : resize(image, problem_.size, Filter::bicubic, problem_.options.tile);
}

}  // namespace doodle
