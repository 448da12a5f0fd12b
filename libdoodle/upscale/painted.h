#pragma once

#include <cstddef>
#include <vector>

#include "doodle/upscale.h"

namespace doodle {

/// Throws BadInput when an animation's frames have another size than `art`, or were enlarged to another than
/// `picture`.
void require_fits(const Animation& animation, Size art, Size picture);

/// For every pixel of `art`, row by row, the first of the paintings whose art has nearly the same lightness
/// there, over 3 x 3 pixels; -1 where there is none. So a place that looks as it did has the painting that it
/// had. `keep_colour` as UpscaleOptions has it: the more of the photo's colours is shown, the nearer it must
/// be.
std::vector<int> choose_painted(const std::vector<PaintedArt>& painted, const Image& art, double keep_colour,
                                Wrap wrap);

/// The same for what was enlarged by itself, which must be nearer still.
std::vector<int> choose_enlarged(const std::vector<PaintedArt>& enlarged, const Image& art, Wrap wrap);

/// Whether something was chosen everywhere.
bool is_known(const std::vector<int>& chosen);

/// The pictures where they were chosen, with soft borders between them; where nothing was, the last. There is
/// at least one. `art` is the size of the choice.
Image join_painted(const std::vector<PaintedArt>& painted, const std::vector<int>& chosen, Size art,
                   Wrap wrap);

/// The same of pictures to which what `art` differs by from theirs is added, smoothly enlarged.
Image join_moved(const std::vector<PaintedArt>& enlarged, const std::vector<int>& chosen, const Image& art,
                 Wrap wrap);

/// A mask of `size`: white where nothing was chosen, and as far around as a border is soft.
Image unpainted(const std::vector<int>& chosen, Size art, Size size, Wrap wrap);

/// Adds one at the end; when there are many, the oldest is dropped.
void add_painted(std::vector<PaintedArt>& all, PaintedArt painted);

/// Floats that an animation holds, and that frames of `size` need to be joined.
std::size_t painted_floats(const Animation& animation, Size size);

}  // namespace doodle
