#pragma once

#include "doodle/image.h"

namespace doodle {

/// Luma (ITU-R BT.601) of a colour; of R = G = B these to the last bit.
float luma(const float* rgb);

/// Whether every pixel that can be seen has R = G = B; also for images of one channel.
bool is_grey(const Image& image);

/// The image with 1 or 3 channels: of three, one becomes their luma; of one, three become copies.
Image with_channels(const Image& image, int channels);

/// Gives every pixel the luma of its colour.
void make_grey(Image& image);

}  // namespace doodle
