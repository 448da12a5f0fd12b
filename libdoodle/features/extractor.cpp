#include "backend/backend.h"
#include "base/cancel.h"
#include "base/check.h"
#include "base/parallel.h"
#include "doodle/features.h"
#include "features/networks.h"
#include "features/shared_networks.h"
#include "image/check_image.h"

namespace doodle {

struct FeatureExtractor::State {
  RunOptions run;
  std::shared_ptr<const NetworkSpec> network;
  std::vector<std::string> layers;
  std::unique_ptr<Backend> backend;
  // Prepared for the last call.
  std::unique_ptr<NetworkPlan> plan;
  Shape size;
  std::vector<std::string> taps;

  void prepare(Shape wanted, const std::vector<std::string>& names);
};

void FeatureExtractor::State::prepare(Shape wanted, const std::vector<std::string>& names) {
  if (plan != nullptr && wanted == size && names == taps) return;
  require<UsageError>(!names.empty(), "no layer was named; the network {} has {}", network->name,
                      fmt::join(layers, ", "));
  for (const std::string& name : names) {
    require<BadInput>(tap_shape(*network, name, wanted.height, wanted.width).positions() > 0,
                      "a picture of {}x{} is too small for layer {} of the network {}", wanted.width,
                      wanted.height, name, network->name);
  }
  plan = backend->prepare_network(*network, {wanted.height, wanted.width, names, false});
  size = wanted;
  taps = names;
}

FeatureExtractor::FeatureExtractor(const NetworkOptions& network, const RunOptions& run)
    : state_(std::make_unique<State>()) {
  require_range("threads", run.threads, 0, 1024);
  state_->run = run;
  state_->network = share_network(network);
  state_->layers = layer_names(*state_->network);
  state_->backend = make_backend(run.device);
}

FeatureExtractor::~FeatureExtractor() = default;
FeatureExtractor::FeatureExtractor(FeatureExtractor&&) noexcept = default;
FeatureExtractor& FeatureExtractor::operator=(FeatureExtractor&&) noexcept = default;

const std::vector<std::string>& FeatureExtractor::layers() const {
  return state_->layers;
}

std::vector<FeatureMap> FeatureExtractor::run(const Image& image, const std::vector<std::string>& layers,
                                              const GoOnCallback& go_on) {
  require<BadInput>(!image.empty(), "the picture is empty");
  require_consistent(image, "the picture");
  require_finite(image, "the picture");
  const ThreadScope threads(state_->run.threads);
  const CancelScope cancel(go_on);
  const Shape shape{image.height, image.width, 3};
  state_->prepare(shape, layers);
  Backend& backend = *state_->backend;
  const Image grown = image.channels == 1 ? to_rgb(image) : Image{};
  state_->plan->forward(backend.upload(shape, (image.channels == 1 ? grown : image).pixels.data()));
  std::vector<FeatureMap> features;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Tensor<float>& tap = state_->plan->tap(static_cast<int>(i));
    const Shape tapped = tap.shape();
    features.push_back({tapped.height, tapped.width, tapped.channels, backend.download(tap)});
  }
  return features;
}

}  // namespace doodle
