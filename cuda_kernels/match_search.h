#pragma once

#include "match_group_kernel.h"
#include "match_kernel.h"

namespace doodle::cuda {

/// Raises `best` and `history`.
inline void search_patches(MatchBlocks shape, const MatchProblem& problem, const MatchSplit& split) {
  with_shape(shape, [&](auto blocks) {
    using Blocks = decltype(blocks);
    using Kernel =
        std::conditional_t<std::is_same_v<Blocks, GroupMatch>, GroupMatchKernel, MatchKernel<Blocks>>;
    launch({split.diagonals * static_cast<std::size_t>(split.parts * split.tiles_x * split.tiles_u),
            groups_of<Kernel> > 0 ? 128 * groups_of<Kernel> : Blocks::threads, Kernel::shared_bytes},
           Kernel{problem, split});
  });
}

}  // namespace doodle::cuda
