#pragma once

#include <functional>
#include <string>
#include <vector>

#include "doodle/pack.h"
#include "pack/source.h"
#include "pack/style_photos.h"

namespace doodle {

/// A key that differs when anything differs that a texture of the plan, or its companions, depends on: their
/// bytes, those of the photos, options, frames, `method`, and the version of the library.
std::string texture_key(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                        const std::string& method);

/// Called before each frame with the number of those done; returns false to stop.
using BeforeFrame = std::function<bool(int frame)>;

/// Enlarges a texture of the plan, frame by frame, equal ones once, and puts it together again: the texture,
/// then its companions in order. Grey textures are grey afterwards, whatever `upscale` did. Empty when
/// `before` or `upscale` said to stop. Throws BadInput naming an entry that cannot be read, and an internal
/// error when a result of `upscale` has the wrong size or number.
std::vector<Image> make_texture(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                                const UpscaleTexture& upscale, const BeforeFrame& before);

/// What seam_against() takes as the reference of a texture's first frame: moved by half of its size along the
/// axes that wrap, enlarged, and moved back. Empty when `upscale` said to stop. Throws as make_texture().
Image make_seam_reference(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                          const UpscaleTexture& upscale);

}  // namespace doodle
