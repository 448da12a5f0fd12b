#pragma once

#include <functional>
#include <string>

#include "doodle/pack.h"
#include "pack/source.h"

namespace doodle {

/// Where write_report() finds the new pictures, by the name of the entry.
struct MadePictures {
  std::function<std::string(const std::string& name)> bytes;
  /// make_seam_reference() as a PNG file; empty where there is none.
  std::function<std::string(const std::string& name)> seam_reference;
};

/// Writes PackOptions::report: one HTML file, which needs no other, of each texture before and after; those
/// that wrap are laid out three by three, with their seam scores. Of animations the first frame is shown.
/// Throws BadInput when it cannot be written.
void write_report(const PackOptions& options, const PackPlan& plan, const PackSource& pack,
                  const MadePictures& made);

}  // namespace doodle
