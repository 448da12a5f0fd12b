#pragma once

#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/models.h"
#include "features/model_files.h"
#include "tensor/tensor.h"

namespace doodle {

/// The network that an empty NetworkOptions::model means.
inline constexpr const char* kDefaultModel = "thin";

/// The network that the options ask for, its weights loaded (see NetworkOptions::model) or, for `random`,
/// drawn. Throws ModelMissing naming where it was looked for, or what is wrong with its file; UsageError for
/// an option value that does not exist.
NetworkSpec load_network(const NetworkOptions& options);

/// The same where options.model is not empty and, unless it is `random`, `source` is where its weights are.
NetworkSpec load_network(const NetworkOptions& options, const ModelSource& source);

/// The names of all convolutions, in order: `1_1`, `1_2`, ...
std::vector<std::string> layer_names(const NetworkSpec& network);

bool has_layer(const NetworkSpec& network, const std::string& layer);

/// The shape of a layer's features for an image of height x width pixels; height and width are both 0 when
/// the image is too small for that layer. Throws UsageError, listing the layers there are, for a name that is
/// not among them.
Shape tap_shape(const NetworkSpec& network, const std::string& layer, int height, int width);

/// Pixels from one position of a layer's features to the next. Throws UsageError as tap_shape does.
int tap_stride(const NetworkSpec& network, const std::string& layer);

}  // namespace doodle
