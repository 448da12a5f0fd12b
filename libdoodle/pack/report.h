#pragma once

#include <functional>
#include <string>

#include "doodle/pack.h"
#include "pack/source.h"

namespace doodle {

/// Writes PackOptions::report: one HTML file, which needs no other, of each texture before and after; those
/// that wrap are laid out three by three, with their seam scores. Of animations the first frame is shown.
/// `made` gives the new bytes of an entry. Throws BadInput when it cannot be written.
void write_report(const PackOptions& options, const PackPlan& plan, const PackSource& pack,
                  const std::function<std::string(const std::string& name)>& made);

}  // namespace doodle
