#pragma once

#include <memory>

#include "backend/network_spec.h"
#include "doodle/models.h"

namespace doodle {

/// The network of load_network(), shared with whoever in the process holds the same one: made with equal
/// options and, where it is in a file, from one of the same path, size and time of last change. A network
/// lives as long as somebody holds it; to read a file once for many calls, hold on to what this returns. May
/// be called from several threads at once. Throws as load_network() does.
std::shared_ptr<const NetworkSpec> share_network(const NetworkOptions& options);

}  // namespace doodle
