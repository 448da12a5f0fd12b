#pragma once

#include <vector>

#include "doodle/image.h"

namespace doodle {

/// A point of an outline, in pixels: (0, 0) is the outer corner of the first.
struct OutlinePoint {
  float x = 0;
  float y = 0;
  bool corner = false;  ///< stays where it is and stays sharp
};

/// A closed line around pixels of one label, with these on its left as seen on the screen; the line around a
/// hole runs the other way.
struct Outline {
  int label = 0;
  std::vector<OutlinePoint> points;
};

/// The outlines of areas of equal labels (`size`, row by row, from 0) as an artist would ink them: steps
/// become slopes, a diagonal of pixels a band of even width, and each line encloses the area that its pixels
/// have. Where two pairs of equal pixels cross, that pair is joined of whose label there is less around (Kopf
/// and Lischinski, Depixelizing Pixel Art, 2011, call this the sparse pixels heuristic), of as much the
/// greater label. A right angle between two straight runs of three pixels or more is meant and stays sharp.
/// Beyond a side the labels go on around the torus where it wraps, else as its outermost pixels do; outlines
/// are closed a few pixels beyond.
std::vector<Outline> outlines(const std::vector<int>& labels, Size size, Wrap wrap);

/// The distance of each pixel's centre of a picture of size `to` from the nearest outline of the label, in
/// pixels of `from`, positive inside; at most `limit` in magnitude.
std::vector<float> outline_distance(const std::vector<Outline>& outlines, int label, Size from, Size to,
                                    float limit);

/// What lies at each pixel of a picture, row by row.
struct LabelsWithin {
  std::vector<int> own;     ///< the label inside whose outlines it lies, or is nearest to lying
  std::vector<int> beside;  ///< the next label that lies nearer than asked for; else the same
};

/// The labels of a picture of size `to`, and those that lie nearer than `near` pixels of `from`, at most 1.
LabelsWithin labels_within(const std::vector<Outline>& outlines, Size from, Size to, float near);

}  // namespace doodle
