#pragma once

#include "synthesis/atlas.h"

namespace doodle {

/// Measures how a field uses the styles of a problem at the scale of a phase.
class UseMeter {
 public:
  /// `masks` are those of the problem's styles (all their forms), at the atlas' sizes.
  UseMeter(const Problem& problem, const Atlas& atlas, const std::vector<SampleMask>& masks);

  /// One per style as it was given.
  std::vector<StyleUse> measure(const PixelField& field) const;
  /// Of all that may be used of all styles, the share that is.
  double coverage(const std::vector<StyleUse>& uses) const;
  /// Pixels that may be used of all styles, in one form of each.
  double usable() const;
  /// Of all that may be used, the share that is a style's.
  double area_share(std::size_t style) const;

 private:
  using Flags = std::vector<char>;  // one per pixel of a given style, at the scale of the phase

  /// Marks the pixels of the patch around a place of a form.
  void mark(std::size_t form, float x, float y, Flags& flags) const;

  std::vector<StyleForm> forms_;
  std::vector<Size> form_sizes_;  // of the atlas
  std::vector<Size> sizes_;       // of the given styles at this scale
  std::vector<int> margins_;      // by which each is continued
  std::vector<double> usable_;    // pixels of each that some patch covers
};

}  // namespace doodle
