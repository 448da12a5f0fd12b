#pragma once

#include "style/problem.h"

namespace doodle {

/// Brings the problem's pictures into the colours that StyleOptions::colours asks for, before any work.
void apply_colours(StyleProblem& problem);

/// The painted picture, of any size, in the content's colours, where those are to be kept; else as it is.
Image restore_colours(const StyleProblem& problem, Image painted);

/// `image` moved by x -> A x + b so that its colours have the mean and the covariance of those of `like`: A
/// is the product of a Cholesky factor of one covariance and the inverse of the other's (Gatys et al. 2016,
/// arXiv 1606.05897).
Image match_colours(const Image& image, const Image& like);

/// `image` with every channel's values carried to the quantiles of the same channel of `like`.
Image match_histograms(const Image& image, const Image& like);

}  // namespace doodle
