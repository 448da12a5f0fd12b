#pragma once

#include <string>
#include <string_view>

#include "backend/network_spec.h"
#include "doodle/models.h"
#include "features/safetensors.h"

namespace doodle {

/// The network in a safetensors file of VGG's shape: 3x3 convolutions convB_N (or convBN) .weight and .bias
/// with rectifiers, blocks from 1 on with 2x2 pooling between them, any channel counts, however deep the file
/// goes; before them, perhaps, a linear 1x1 convolution conv0, tapped as `0`. Other arrays are ignored.
/// Padding, where the options leave it open: the metadata's `padding`, else reflect with conv0 (as such
/// networks are trained), else zero. Throws ModelMissing, with the file and the reason, when it is no such
/// network or its metadata do not say what the network's input is: `channel_order` RGB or BGR, `scale` 1 or
/// 255 (the value of white), and perhaps `mean` and `std`, three numbers each, in that order and scale.
NetworkSpec load_vgg_network(const std::string& path, const NetworkOptions& options);
/// The same from the bytes of such a file.
NetworkSpec read_vgg_bytes(std::string_view bytes, const NetworkOptions& options);
/// The same from an open file, whose hash the caller knows.
NetworkSpec read_vgg_network(Safetensors& file, const NetworkOptions& options);

}  // namespace doodle
