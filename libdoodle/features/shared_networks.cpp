#include "features/shared_networks.h"

#include <filesystem>
#include <mutex>

#include "features/networks.h"

namespace doodle {
namespace {

/// What tells one network from another. The path is absolute: the working folder may change.
struct Identity {
  NetworkOptions options;
  std::filesystem::path path;  ///< empty, as the rest, without a file
  std::uintmax_t bytes = 0;
  std::filesystem::file_time_type changed;

  bool operator==(const Identity&) const = default;
};

Identity identify(const NetworkOptions& options, const ModelSource& source) {
  Identity identity{options, {}, 0, {}};
  if (source.path.empty()) return identity;
  std::error_code ignored;  // what is wrong with a file comes out when it is read
  identity.path = std::filesystem::absolute(source.path, ignored);
  identity.bytes = std::filesystem::file_size(source.path, ignored);
  identity.changed = std::filesystem::last_write_time(source.path, ignored);
  return identity;
}

struct Known {
  Identity identity;
  std::weak_ptr<const NetworkSpec> network;
};

std::mutex guard;
std::vector<Known> known;  // under the guard

std::shared_ptr<const NetworkSpec> find(const Identity& identity) {
  const std::scoped_lock lock(guard);
  for (const Known& one : known) {
    if (one.identity != identity) continue;
    if (std::shared_ptr<const NetworkSpec> network = one.network.lock()) return network;
  }
  return nullptr;
}

void remember(const Identity& identity, const std::shared_ptr<const NetworkSpec>& network) {
  const std::scoped_lock lock(guard);
  std::erase_if(known, [](const Known& one) { return one.network.expired(); });
  known.push_back({identity, network});
}

}  // namespace

std::shared_ptr<const NetworkSpec> share_network(const NetworkOptions& options) {
  NetworkOptions chosen = options;
  if (chosen.model.empty()) chosen.model = kDefaultModel;
  const ModelSource source = chosen.model == "random" ? ModelSource{} : find_model_source(chosen.model);
  const Identity identity = identify(chosen, source);
  if (std::shared_ptr<const NetworkSpec> network = find(identity)) return network;
  const auto network = std::make_shared<const NetworkSpec>(load_network(chosen, source));
  remember(identity, network);
  return network;
}

}  // namespace doodle
