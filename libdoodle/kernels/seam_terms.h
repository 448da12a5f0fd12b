#pragma once

namespace doodle {

/// How seams between pieces of style are measured.
struct SeamTerms {
  float softness = 0;  ///< of the weights that patches have, as in PixelMatchPlan::vote()
  float limit = 1;     ///< levels: what differs by much more is an edge, and is let alone
  float border = 1;    ///< levels squared: where the guides of neighbours differ by much more, so is every seam
};

}  // namespace doodle
