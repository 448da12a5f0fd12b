#pragma once

#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// How the frames of an animated texture lie in its picture: in rows, from the top left.
struct FrameLayout {
  Size frame;
  std::vector<int> order;  ///< every frame once: in the order in which they are first played, then the rest
};

/// The layout that a sidecar (.png.mcmeta) states for a picture of that size: frames are squares of its
/// shorter side, or of the sidecar's width and height. One frame where there is no animation. Throws BadInput
/// naming `name`, the sidecar, when it is no JSON, its numbers make no sense, or the picture is no whole
/// number of frames.
FrameLayout frame_layout(const std::string& sidecar, Size picture, const std::string& name);

/// The layout of a picture without a sidecar.
FrameLayout one_frame(Size picture);

/// Whether a sidecar states the width or height of frames. Throws as frame_layout() does.
bool states_frame_size(const std::string& sidecar, const std::string& name);

/// The sidecar with that width and height multiplied, all else in its order.
std::string scaled_sidecar(const std::string& sidecar, int scale, const std::string& name);

/// A copy of one frame.
Image cut_frame(const Image& picture, Size frame, int index);

/// Puts a frame into its place of `picture`, which has the same channels; where the frame alone has alpha the
/// picture gets it, opaque elsewhere.
void paste_frame(Image& picture, const Image& frame, int index);

}  // namespace doodle
