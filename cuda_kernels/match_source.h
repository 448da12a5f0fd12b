#pragma once

#include "tensor_tile.h"

namespace doodle::cuda {

/// A map as the kernel reads it.
struct MatchMap {
  const std::uint16_t* features;  ///< of each position, normalised
  const std::uint16_t* terms;     ///< of each patch; behind the style's a row for what may not be chosen
  int height, width;
  DOODLE_DEVICE int columns() const { return width - 2; }  // of patches
};

/// What a thread copies to shared memory: a piece of every `step`th place; at() says whose.
template <int places, int threads, int (*at)(int)>
struct MatchSource {
  static constexpr int step = threads / kTilePieces;
  static_assert(step % 8 == 0 && places % step == 0);
  int column;                 ///< its first place's
  int to;                     ///< halfs from a buffer's first to its first
  const std::uint16_t* from;  ///< features that are copied next

  DOODLE_DEVICE MatchSource(const MatchMap& map, int channels, int row, int first, int buffer)
      : column(first + at(thread_index() / kTilePieces)),
        to(worked_out(buffer + piece_place(thread_index() / kTilePieces, piece()))),
        from(map.features + (static_cast<std::ptrdiff_t>(row) * map.width + column) * channels +
             piece() * 8) {}

  DOODLE_DEVICE static int piece() { return thread_index() % kTilePieces; }

  /// Begins to copy a part of a row of positions: zeros beyond the map. Then goes on to the next part or,
  /// where the row `ends`, to the next row.
  DOODLE_DEVICE void copy_features(const MatchMap& map, int channels, bool ends, std::uint16_t* buffer) {
    DOODLE_UNROLL for (int i = 0; i < places / step; ++i) {
      const int further = at(i * step);  // whatever the first place is: they are whole eights apart
      copy_async(buffer + to + i * step * kTileDepth, from + static_cast<std::ptrdiff_t>(further) * channels,
                 column + further < map.width);
    }
    from += kTileDepth;
    if (ends) from += static_cast<std::ptrdiff_t>(map.width - 1) * channels;
  }

  /// Begins to copy a row of patches, of which the columns before `end` are those of the block; for the
  /// others the row `instead`, or zeros where that is -1.
  DOODLE_DEVICE void copy_terms(const MatchMap& map, int terms, int row, int k, int end, int instead,
                                std::uint16_t* buffer) const {
    const std::uint16_t* first = map.terms + k + piece() * 8;
    DOODLE_UNROLL for (int i = 0; i < places / step; ++i) {
      const int here = column + at(i * step);
      const bool there = here < end && here < map.columns();
      const int patch = there ? row * map.columns() + here : instead;
      copy_async(buffer + to + i * step * kTileDepth,
                 first + static_cast<std::ptrdiff_t>(patch < 0 ? 0 : patch) * terms, patch >= 0);
    }
  }
};

}  // namespace doodle::cuda
