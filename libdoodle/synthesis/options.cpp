#include "doodle/options.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/check.h"

namespace doodle {
namespace {

constexpr double kMaxWeight = 1e6;
constexpr int kMaxSide = 30000;

void require_layers(const char* name, const std::vector<std::string>& layers) {
  require<UsageError>(!layers.empty(), "{} is empty; name at least one layer, such as 3_1", name);
  for (const std::string& layer : layers) {
    require<UsageError>(!layer.empty(), "{} has an empty name; a layer is called 3_1, for instance", name);
  }
}

/// `auto`, `cpu`, `cuda` or `cuda:N` with N of one to three digits.
bool is_device_name(std::string_view name) {
  if (name == "auto" || name == "cpu" || name == "cuda") return true;
  constexpr std::string_view prefix = "cuda:";
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  return !name.empty() && name.size() <= 3 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_size(Size size) {
  if (size == Size{}) return;
  require<UsageError>(
      size.width >= 1 && size.height >= 1 && size.width <= kMaxSide && size.height <= kMaxSide,
      "output-size is {}x{}; both sides must lie between 1 and {}", size.width, size.height, kMaxSide);
}

void check_network(const NetworkOptions& network) {
  require_choice("pooling", network.pooling, {"average", "max"});
  if (!network.padding.empty()) require_choice("padding", network.padding, {"zero", "replicate", "reflect"});
  require_choice("activation", network.activation, {"elu", "relu", "leaky"});
  require_choice("down-sampling", network.down_sampling, {"strided", "average", "max"});
  require_choice("initialisation", network.initialisation, {"glorot", "orthogonal"});
  require_range("units", network.units, 1.0 / 16, 4.0);
  require_range("depth", network.depth, 1, 4);
}

void check_match(const MatchOptions& match) {
  require_layers("style-layers", match.layers);
  require<UsageError>(!match.vote_layer.empty(), "vote-layer is empty; name a layer, such as 3_1");
  require_range("semantic-weight", match.semantic_weight, 0.0, 10000.0);
  require_range("variety", match.variety, 0.0, 1.0);
  require_choice("match", match.search, {"auto", "exact", "windowed"});
}

void check_refine(const RefineOptions& refine) {
  require_range("votes", refine.votes, 0, 100);
  require_range("iterations", refine.iterations, 0, 10000);
  require_range("style-weight", refine.style_weight, 0.0, kMaxWeight);
  require_range("content-weight", refine.content_weight, 0.0, kMaxWeight);
  require_range("smoothness", refine.smoothness, 0.0, kMaxWeight);
  require_layers("content-layers", refine.content_layers);
  require_choice("optimiser", refine.optimiser, {"lbfgs", "adam"});
}

void check_finish(const FinishOptions& finish) {
  require_range("finish-phases", finish.phases, 0, 10);
  require_range("finish-iterations", finish.iterations, 1, 100);
  require_range("balance", finish.balance, 0.0, 100.0);
  require_range("coverage", finish.coverage, 0.0, 1.0);
}

void check_seed(const SeedOptions& seed) {
  require_choice("seed", seed.kind, {"auto", "noise", "content", "image"});
  require_range("seed-range's low end", seed.low, 0.0, 255.0);
  require_range("seed-range's high end", seed.high, 0.0, 255.0);
  require<UsageError>(seed.low <= seed.high, "seed-range is {}:{}; the low end comes first", seed.low,
                      seed.high);
}

void check_run(const RunOptions& run) {
  require_range("threads", run.threads, 0, 1024);
  require<UsageError>(
      is_device_name(run.device),
      "device is '{}'; choose auto, cpu, cuda or cuda:N (`doodle devices` lists what is here)", run.device);
}

}  // namespace

PaintOptions preset(Quality quality) {
  PaintOptions options;
  switch (quality) {
    case Quality::draft:
      options.refine.votes = 2;
      options.refine.iterations = 4;
      options.finish.iterations = 4;
      break;
    case Quality::standard:
      break;
    case Quality::fine:
      options.refine.votes = 6;
      options.refine.iterations = 30;
      options.finish.iterations = 20;
      break;
  }
  return options;
}

void check_options(const PaintOptions& options) {
  check_size(options.output_size);
  check_network(options.network);
  require_range("max-labels", options.maps.max_labels, 1, 64);
  require_range("phases", options.pyramid.phases, 0, 10);
  require_range("neural-phases", options.pyramid.neural_phases, 0, 10);
  require_range("style-scale", options.pyramid.style_scale, 1.0 / 16, 16.0);
  require<UsageError>(
      options.samples.rotate == 0 || options.samples.rotate == 90 || options.samples.rotate == 180,
      "rotate is {}; choose one of 0, 90, 180", options.samples.rotate);
  check_match(options.match);
  check_refine(options.refine);
  check_finish(options.finish);
  check_seed(options.seed);
  require_range("memory", options.memory_gib, 0.0, 100000.0);
  check_run(options.run);
}

}  // namespace doodle
