#pragma once

#include "doodle/pack.h"
#include "pack/rules.h"
#include "pack/source.h"

namespace doodle {

/// Throws UsageError when an option is out of its range.
void check_pack_options(const PackOptions& options);

/// Throws BadInput when the pack or the report may not be written where they should be; see
/// check_pack_output().
void check_pack_outputs(const PackOptions& options);

/// The rules of PackOptions::styles; none for `self`. Throws as read_pack_rules() does.
PackRules load_rules(const PackOptions& options);

/// plan_pack() for a pack that is open.
PackPlan make_plan(const PackSource& pack, const PackRules& rules, const PackOptions& options);

}  // namespace doodle
