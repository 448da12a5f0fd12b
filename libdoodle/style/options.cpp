#include <algorithm>

#include "base/check.h"
#include "doodle/style.h"

namespace doodle {
namespace {

constexpr double kMaxWeight = 1e9;

void check_layers(const char* name, const std::vector<std::string>& layers) {
  for (const std::string& layer : layers)
    require<UsageError>(!layer.empty(), "{} has an empty name; a layer is called 3_1, for instance", name);
}

void check_loss(const StyleLossOptions& loss) {
  require_choice("loss", loss.kind, {"gram", "wasserstein"});
  require_range("style-weight", loss.style_weight, 0.0, kMaxWeight);
  require_range("content-weight", loss.content_weight, 0.0, kMaxWeight);
  require_range("patch-weight", loss.patch_weight, 0.0, kMaxWeight);
  require_range("smoothness", loss.smoothness, 0.0, kMaxWeight);
  check_layers("style-layers", loss.style_layers);
  check_layers("content-layers", loss.content_layers);
  check_layers("patch-layers", loss.patch_layers);
  require_choice("layer-scale", loss.layer_scale, {"equal", "gatys"});
}

void check_schedule(const StyleScheduleOptions& schedule) {
  require_range("phases", schedule.phases, 0, 12);
  require_range("iterations", schedule.iterations, 1, 10000);
  require_range("tiled-iterations", schedule.tiled_iterations, 1, 10000);
  require_range("style-scale", schedule.style_scale, 1.0 / 16, 16.0);
  require_choice("optimiser", schedule.optimiser, {"lbfgs", "adam"});
}

}  // namespace

void check_options(const StyleOptions& options) {
  PaintOptions shared;  // what both commands have is checked in one place
  shared.output_size = options.output_size;
  shared.network = options.network;
  shared.maps = options.maps;
  shared.seed = options.seed;
  shared.run = options.run;
  check_options(shared);
  check_loss(options.loss);
  check_schedule(options.schedule);
  require_choice("colours", options.colours, {"style", "luminance", "linear", "histogram"});
  require_range("memory", options.memory_gib, 0.0, 100000.0);
}

}  // namespace doodle
