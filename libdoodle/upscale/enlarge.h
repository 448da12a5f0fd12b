#pragma once

#include <functional>

#include "doodle/upscale.h"
#include "upscale/regions.h"

namespace doodle {

/// A source to be enlarged, ready for painting: RGB, opaque, its clear pixels filled.
struct UpscaleInput {
  Image source;
  Image visible;    ///< the source with its alpha
  Image solid;      ///< solid_part() of it
  Regions regions;  ///< of `source`
  Size size;        ///< of the result
  std::vector<Image> photos;
  std::shared_ptr<Animation> animation;  ///< may be null
};

/// How often the source is doubled, at least once.
int doublings(const UpscaleInput& input);

/// Asks `progress` whether to go on, with no step done since `last`: for work that takes no part in the
/// steps. Once told to stop it asks no more. `progress` must outlive the question.
std::function<bool()> go_on_after(const ProgressCallback& progress, Progress last);

/// Paints the source with the photos' patches: light with light, dark with dark; of a frame of an animation
/// only what no other was painted with (painted.h). Then lays their detail over the source as it is enlarged
/// by itself (grain.h), as far as UpscaleOptions::keep_colour says; with 0 the picture is the photos' own.
PaintResult enlarge_by_photos(const UpscaleInput& input, const UpscaleOptions& options,
                              const ProgressCallback& progress);

/// What it asks of paint().
PaintRequest photo_request(const UpscaleInput& input, const UpscaleOptions& options);

/// Doubles the source until it has the size, each time with patches of what there is; each doubling keeps the
/// colours. A frame of an animation takes what it can from others (painted.h).
PaintResult enlarge_by_itself(const UpscaleInput& input, const UpscaleOptions& options,
                              const ProgressCallback& progress);

/// What it asks of paint() for the last doubling, but that the picture to be doubled is only enlarged.
PaintRequest last_doubling(const UpscaleInput& input, const UpscaleOptions& options);

/// Bytes that an enlargement holds while it paints, besides what it asks of paint().
std::size_t held_bytes(const UpscaleInput& input);

}  // namespace doodle
