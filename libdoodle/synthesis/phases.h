#pragma once

#include <vector>

#include "synthesis/problem.h"

namespace doodle {

/// Sizes of the styles in a phase: their own in the last one, times PyramidOptions::style_scale, halved with
/// each phase before it.
std::vector<Size> style_sizes(const Problem& problem, int phase);

/// Whether style `style` has, at the scale of a phase, a square of `side` pixels without clear ones, at
/// multiples of `step`; and whether any style has. True where no style has clear pixels.
bool has_free_square(const Problem& problem, int phase, std::size_t style, int side, int step);
bool has_free_square(const Problem& problem, int phase, int side, int step);

/// Whether patches can be taken from a style in a phase: without clear pixels, of the size that the pixel
/// finish or, without one, the voting takes. True for a style without clear pixels, however small.
bool has_samples(const Problem& problem, int phase, std::size_t style);

/// Whether a phase is finished in pixels: the options ask for it, and the picture and some style hold a
/// patch that may be used.
bool is_finished(const Problem& problem, int phase);

/// Whether the network paints in a phase: in the first ones, and where pixels cannot.
bool is_neural(const Problem& problem, int phase);

/// Size of the picture in a phase: the result's, halved with each phase before the last. Where the network
/// paints, a side that wraps is a whole number of positions of its deepest layer, the nearest.
Size picture_size(const Problem& problem, int phase);

/// Leaves out the coarsest phases as long as no layer has a patch there, with a notice.
void drop_phases(Problem& problem);

}  // namespace doodle
