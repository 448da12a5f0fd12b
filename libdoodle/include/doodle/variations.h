#pragma once

#include "doodle/synthesis.h"

namespace doodle {

/// The most variations that are made of one texture.
inline constexpr int kMostVariations = 1000;

/// Variation `number` (from 1) of what `request` asks for: the same with the next random seeds; the first is
/// the request itself. Throws UsageError for a number beyond 1..kMostVariations.
PaintRequest variation(const PaintRequest& request, int number);

/// The same for variations that can stand beside each other in any order, and above each other. The first
/// (`first` is empty) is a tile; the others keep a frame of it, a sixteenth of the shorter side wide, and are
/// painted inside. Throws UsageError too when the request has a picture to paint into, a target map or
/// content, which have borders of their own.
PaintRequest bordered_variation(const PaintRequest& request, int number, const Image& first);

}  // namespace doodle
