#pragma once

#include <memory>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle {

/// How pixel art is enlarged.
struct UpscaleOptions {
  int scale = 8;           ///< 1..64; not used where paint.output_size says how large the result is to be
  double keep_colour = 1;  ///< 0..1: how closely each source pixel's mean colour is held; 1: within rounding
  bool snap_palette = false;  ///< only colours that the source has
  /// Style pixels per pixel of the photos' files, 1/64..16; 0: so that a photo covers the tile about twice,
  /// but never enlarged.
  double photo_scale = 0;
  /// The rest: tile, variety, random_seed, device ... Its maps, its pyramid.style_scale and its seed.kind are
  /// not used.
  PaintOptions paint;
};

/// Pixel art and what was made of it. Both are RGB.
struct PaintedArt {
  Image art;
  Image picture;
};

/// What the frames of an animation became until now, the oldest first. upscale() adds to it.
struct Animation {
  std::vector<PaintedArt> enlarged;  ///< by themselves
  std::vector<PaintedArt> painted;   ///< with the patches of photos, whose detail is laid over these
};

/// What upscale() is asked to do.
struct UpscaleRequest {
  Image source;               ///< the pixel art, with its alpha
  std::vector<Image> photos;  ///< examples to take the detail from; none: the source's own patches
  /// Whose frame this is; nothing: none. A place where an earlier frame was much alike takes its detail from
  /// there, and only the rest is made anew, so that nothing moves but the art. Not to be used by two calls at
  /// once, nor for frames of other sizes, photos or options.
  std::shared_ptr<Animation> animation;
  UpscaleOptions options;
};

/// Enlarges pixel art by example: a tile whose every source pixel has become an area of that colour, with the
/// detail of the photos. Light and dark of the source are painted with light and dark parts of the photos;
/// without photos the source is doubled again and again, each time with its own patches. What is clear stays
/// clear: alpha of 0 and 1 alone stays so, with the same coverage, other alpha is enlarged smoothly, and the
/// colours under clear pixels continue those beside them. A grey source stays grey (R = G = B). Throws
/// UsageError (options), ModelMissing, BadInput (an empty source, arrays that do not fit its size, a result
/// smaller than the source or larger than 30,000 pixels a side, an animation of another size), OutOfMemory,
/// DeviceMissing. A frame that takes all its detail from others does not know where its pixels come from, nor
/// does what another takes from others.
PaintResult upscale(const UpscaleRequest& request, const ProgressCallback& progress = {});

/// Plans `request` without painting it; of doublings, the last. Throws as upscale() does.
PaintEstimate estimate_upscale(const UpscaleRequest& request);

/// Throws UsageError naming the first option out of its range, its value and the limits.
void check_options(const UpscaleOptions& options);

}  // namespace doodle
