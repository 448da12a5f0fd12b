#pragma once

#include "doodle/image.h"

namespace doodle {

/// Whether every pixel that can be seen has R = G = B; also for images of one channel.
bool is_grey(const Image& image);

/// The image with 1 or 3 channels: of three, one becomes their mean; of one, three become copies.
Image with_channels(const Image& image, int channels);

/// Gives every pixel the mean of its three colours.
void make_grey(Image& image);

}  // namespace doodle
