#pragma once

#include <optional>
#include <string>

#include "backend/network_spec.h"

namespace doodle {

/// What the words of NetworkOptions mean. UsageError, listing the words there are, for any other.
Padding parse_padding(const std::string& word);
Activation parse_activation(const std::string& word);
LayerKind parse_pooling(const std::string& word);
/// None: strided convolutions.
std::optional<LayerKind> parse_down_sampling(const std::string& word);

}  // namespace doodle
