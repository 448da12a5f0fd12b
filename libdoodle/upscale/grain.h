#pragma once

#include "doodle/image.h"

namespace doodle {

/// A picture painted with a photo's patches, and what it is to be laid over.
struct Grain {
  const Image& painted;  ///< RGB, 0..255
  const Image& base;     ///< the art enlarged with crisp edges; of the same size
};

/// The detail of `grain.painted` over the colours of `art`: crisp where the art has hard edges (there the
/// base shows them), smooth between its pixels elsewhere. Detail is what differs from the painted picture's
/// local fit to those colours, within one pixel of the art (guided filter: He, Sun and Tang 2010); it is
/// weakened where the art is darker than the photo, and its hues vary at most twice as much as the art's.
/// All are RGB.
Image with_grain(const Image& art, const Grain& grain, Wrap wrap);

}  // namespace doodle
