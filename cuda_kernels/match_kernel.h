#pragma once

#include <algorithm>

#include "launch.h"
#include "match_best.h"

// The search for the best style patch, on tensor cores. A block walks down one diagonal of row pairs (y, y +
// d) with a window of current columns times style columns: a product of rows gives the Gram matrix of their
// positions, the last three of those, kept in registers, add up to columns of patches, and three taps along
// the window's diagonal to patches, whose best are kept. Scores are in units of nine.
namespace doodle::cuda {

/// A map as the kernel reads it: of each position its normalised features and its labels (match.cu:
/// PackLabels).
struct MatchMap {
  const std::uint16_t* halfs;
  int height, width;
};

struct MatchProblem {
  MatchMap current, style;
  int channels, labels;      ///< halfs of a position, multiples of kTileDepth; the labels come last
  std::int32_t first_patch;  ///< the style's first in Matches::index
  const float* penalty;      ///< of the style's patches, in units of nine
  unsigned long long* best;  ///< per current patch: ordered score above, complement of the index below
  unsigned* history;         ///< per patch of the style: ordered best feature term
};

/// What blocks there are for it.
struct MatchSplit {
  int tiles_x, tiles_u;  ///< side by side
  int length, parts;     ///< patches of a diagonal that one takes, and blocks along a diagonal
};

/// What a thread copies of a map's row of positions, chunk by chunk and row by row: a piece of every `step`th
/// place; at() says whose.
template <int places, int threads, int (*at)(int)>
struct MatchSource {
  static constexpr int step = threads / kTilePieces;
  static_assert(step % 8 == 0 && places % step == 0);
  const std::uint16_t* from;
  int left;  ///< columns from its first to the map's end
  int to;    ///< halfs from a buffer's first to its first

  DOODLE_DEVICE MatchSource(const MatchMap& map, int stride, int row, int first, int buffer) {
    const int place = thread_index() / kTilePieces, piece = thread_index() % kTilePieces;
    left = map.width - first - at(place);
    const std::size_t position = static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                                 static_cast<std::size_t>(left > 0 ? first + at(place) : first);
    from = map.halfs + position * static_cast<std::size_t>(stride) + piece * 8;
    to = worked_out(buffer + piece_place(place, piece));
  }

  /// To the next chunk, or from a row's last to the next row's first.
  DOODLE_DEVICE void go_on(bool ends, int width, int stride) {
    from += kTileDepth;
    if (ends) from += static_cast<std::ptrdiff_t>(width - 1) * stride;
  }

  /// Begins to copy.
  DOODLE_DEVICE void copy(int stride, std::uint16_t* buffer) const {
    DOODLE_UNROLL for (int i = 0; i < places / step; ++i) {
      const int further = at(i * step);  // whatever the first place is: they are whole eights apart
      copy_async(buffer + to + i * step * kTileDepth, from + static_cast<std::ptrdiff_t>(further) * stride,
                 further < left);
    }
  }
};

/// How many warps of a block lie side by side along the current map and along the style.
template <int x, int u>
struct MatchShape {
  static constexpr int warps_x = x, warps_u = u, threads = 32 * x * u;
  static constexpr int rows = x * MatchTile::rows, columns = u * MatchTile::columns;
  static constexpr int patches_x = rows - 2, patches_u = columns - 2;  ///< that are whole in a window
};

/// A block's shared memory behind the buffers of rows.
template <class Shape>
struct MatchShared {
  MatchBorders<Shape::warps_x, Shape::warps_u> borders[2];  ///< taking turns
  float prices[2][Shape::columns];                          ///< of even and odd rows
};

template <class Shape, bool labelled>
struct MatchKernel {
  static constexpr bool waits = true;
  static constexpr int kBuffer = (Shape::rows + Shape::columns) * kTileDepth;  ///< halfs of a stage
  static constexpr std::size_t kBuffers = kStages * kBuffer * sizeof(std::uint16_t);
  static constexpr std::size_t shared_bytes = kBuffers + sizeof(MatchShared<Shape>);
  MatchProblem p;
  MatchSplit split;

  DOODLE_DEVICE void operator()() const {
    const int tiles = split.tiles_x * split.tiles_u, tile = block_index() % tiles;
    const Way way(p, split, block_index() / tiles);
    if (way.end - way.begin < 3) return;
    Walk(p, way, tile % split.tiles_x * Shape::patches_x, tile / split.tiles_x * Shape::patches_u).run();
  }

 private:
  /// Pairs of rows y and y + d.
  struct Way {
    int d, begin, end;
    DOODLE_DEVICE Way(const MatchProblem& p, const MatchSplit& split, int block) {
      // The longest first: those in the middle, the main one of maps that are alike.
      const int diagonals = p.current.height + p.style.height - 5, order = block / split.parts;
      const int middle = (diagonals - 1) / 2;
      d = (order % 2 != 0 ? middle + (order + 1) / 2 : middle - order / 2) - (p.current.height - 3);
      const int first = d < 0 ? -d : 0;
      const int last = p.current.height < p.style.height - d ? p.current.height : p.style.height - d;
      begin = first + block % split.parts * split.length;
      end = begin + split.length + 2 < last ? begin + split.length + 2 : last;
    }
  };

  /// A thread's part of a block's way.
  struct Walk {
    const MatchProblem& p;
    Way way;
    int x0, u0;                       ///< the block's first columns
    MatchTile newest, older, oldest;  ///< sums of a row pair; of the one before; of all before
    int stage = 0;                    ///< that is read next
    int load_chunk = 0, load_rows;    ///< chunks of the row and rows that are loaded, or not yet
    MatchSource<Shape::rows, Shape::threads, row_at> current;
    MatchSource<Shape::columns, Shape::threads, column_at> style;
    TileLane mine;

    DOODLE_DEVICE Walk(const MatchProblem& problem, const Way& where, int x, int u)
        : p(problem),
          way(where),
          x0(x),
          u0(u),
          load_rows(way.end - way.begin),
          current(p.current, p.channels + p.labels, way.begin, x, 0),
          style(p.style, p.channels + p.labels, way.begin + way.d, u, Shape::rows * kTileDepth) {}

    DOODLE_DEVICE void run() {
      load(0);
      for (int y = way.begin; y < way.end; ++y) {
        const std::uint16_t* buffer = next_buffer();
        finish(y - 1);
        slide();
        const float price = next_price(y);
        multiply(buffer, newest);
        DOODLE_ROLLED for (int k = 1; k < chunks(); ++k) multiply(next_buffer(), newest);
        add_newest();
        if (thread_index() < Shape::columns) shared().prices[y % 2][thread_index()] = price;
        show(y, false);
        if constexpr (labelled) {
          buffer = next_buffer();
          keep_history(y);
          multiply(buffer, oldest);
          DOODLE_ROLLED for (int k = chunks() + 1; k < all_chunks(); ++k) multiply(next_buffer(), oldest);
          show(y, true);
        }
      }
      barrier();
      finish(way.end - 1);
    }

   private:
    DOODLE_DEVICE int chunks() const { return p.channels / kTileDepth; }
    DOODLE_DEVICE int all_chunks() const { return (p.channels + p.labels) / kTileDepth; }
    DOODLE_DEVICE int warp_x() const { return warp_index() % Shape::warps_x; }
    DOODLE_DEVICE int warp_u() const { return warp_index() / Shape::warps_x; }
    DOODLE_DEVICE int x() const { return x0 + warp_x() * MatchTile::rows; }
    DOODLE_DEVICE int u() const { return u0 + warp_u() * MatchTile::columns; }
    /// Whether the warp has positions of the maps.
    DOODLE_DEVICE bool busy() const { return x() < p.current.width && u() < p.style.width; }
    DOODLE_DEVICE MatchShared<Shape>& shared() const {
      return *reinterpret_cast<MatchShared<Shape>*>(shared_memory() + kBuffers);
    }

    /// The next step's rows, when they are there for all; those of the step before have been read then, and
    /// the step after is copied to their place.
    DOODLE_DEVICE const std::uint16_t* next_buffer() {
      wait_for_copies<0>();
      barrier();
      const std::uint16_t* buffer = buffers() + stage * kBuffer;
      stage ^= 1;
      load(stage);
      return buffer;
    }
    DOODLE_DEVICE std::uint16_t* buffers() const { return reinterpret_cast<std::uint16_t*>(shared_memory()); }

    /// Begins to copy the rows of one more step.
    DOODLE_DEVICE void load(int to) {
      if (load_rows == 0) return;
      const int stride = p.channels + p.labels;
      current.copy(stride, buffers() + to * kBuffer);
      style.copy(stride, buffers() + to * kBuffer);
      commit_copies();
      const bool ends = ++load_chunk == all_chunks();
      current.go_on(ends, p.current.width, stride);
      style.go_on(ends, p.style.width, stride);
      if (ends) load_chunk = 0;
      if (ends) --load_rows;
    }

    DOODLE_DEVICE void multiply(const std::uint16_t* buffer, MatchTile& to) const {
      if (!busy()) return;
      to.multiply(mine, buffer + warp_x() * MatchTile::rows * kTileDepth,
                  buffer + (Shape::rows + warp_u() * MatchTile::columns) * kTileDepth);
    }

    /// Of columns of patches that end in row y: what choosing this thread's costs.
    DOODLE_DEVICE float next_price(int y) const {
      const int patches = p.style.width - 2, u = u0 + thread_index();
      if (y - way.begin < 2 || thread_index() >= Shape::patches_u || u >= patches) return HUGE_VALF;
      return p.penalty[(y + way.d - 2) * patches + u];
    }

    /// oldest: of three row pairs, columns of patches.
    DOODLE_DEVICE void add_newest() {
      each([](float& now, float&, float& all) { all += now; });
    }
    /// For the next row pair.
    DOODLE_DEVICE void slide() {
      each([](float& now, float& before, float& all) {
        all = before + now;
        before = now;
        now = 0;
      });
    }
    template <class Body>
    DOODLE_DEVICE void each(const Body& body) {
      DOODLE_UNROLL for (int m = 0; m < kThreadRows / 2; ++m) {
        DOODLE_UNROLL for (int n = 0; n < kThreadColumns / 2; ++n) {
          DOODLE_UNROLL for (int i = 0; i < 4; ++i)
              body(newest.value[m][n][i], older.value[m][n][i], oldest.value[m][n][i]);
        }
      }
    }

    /// Which borders row y's sums have: others than those that a slower warp may still read.
    DOODLE_DEVICE static int place_of(int y, bool with_labels) { return labelled ? with_labels : y % 2; }
    DOODLE_DEVICE void show(int y, bool with_labels) {
      shared().borders[place_of(y, with_labels)].show(oldest, warp_x(), warp_u());
    }

    /// Of the warp's rows or columns, how many are patches of the block and of the maps.
    DOODLE_DEVICE int patches_x() const {
      const int here = Shape::patches_x - warp_x() * MatchTile::rows, all = p.current.width - 2 - x();
      return here < all ? here : all;
    }
    DOODLE_DEVICE int patches_u() const {
      const int here = Shape::patches_u - warp_u() * MatchTile::columns, all = p.style.width - 2 - u();
      return here < all ? here : all;
    }

    template <class Take>
    DOODLE_DEVICE void each_patch(int y, bool with_labels, const Take& take) const {
      for_each_diagonal(oldest, shared().borders[place_of(y, with_labels)], warp_x(), warp_u(), take);
    }

    /// Keeps what patches that end in row y are best for; where there are labels, they are in the sums.
    DOODLE_DEVICE void finish(int y) const {
      if (y - way.begin < 2 || !busy()) return;
      const float* prices = shared().prices[y % 2] + warp_u() * MatchTile::columns + thread_column();
      const int patches = patches_x();
      unsigned long long* best = p.best + (y - 2) * (p.current.width - 2) + x();
      RowBest rows(best, patches);
      if constexpr (labelled) {
        each_patch(y, true, [&](int column, const float(&sums)[kThreadRows]) {
          rows.take(column, sums, prices[column]);
        });
      } else {
        ColumnBest columns(history(y), patches_u());
        each_patch(y, false, [&](int column, const float(&sums)[kThreadRows]) {
          columns.take(column, sums, patches);
          rows.take(column, sums, prices[column]);
        });
        columns.keep(history(y));
      }
      rows.keep(best, p.first_patch + (y + way.d - 2) * (p.style.width - 2) + u());
    }

    /// The same of the features alone, before the labels are added.
    DOODLE_DEVICE void keep_history(int y) const {
      if (y - way.begin < 2 || !busy()) return;
      const int patches = patches_x();
      ColumnBest columns(history(y), patches_u());
      each_patch(y, false,
                 [&](int column, const float(&sums)[kThreadRows]) { columns.take(column, sums, patches); });
      columns.keep(history(y));
    }

    DOODLE_DEVICE unsigned* history(int y) const {
      return p.history + (y + way.d - 2) * (p.style.width - 2) + u();
    }
  };
};

/// Blocks that cover `width` positions, patch by patch.
inline int match_tiles(int width, int patches) {
  return (width - 2 + patches - 1) / patches;
}

/// Enough blocks for every multiprocessor of a large device; each goes through two row pairs more than it has
/// patches.
template <class Shape>
MatchSplit split_search(const MatchProblem& problem) {
  constexpr int kBlocks = 5280 / (Shape::threads / 32), kShortest = 8;
  MatchSplit split{match_tiles(problem.current.width, Shape::patches_x),
                   match_tiles(problem.style.width, Shape::patches_u), 0, 0};
  const std::int64_t rows = problem.current.height - 2, style_rows = problem.style.height - 2;
  split.length =
      std::max(kShortest, static_cast<int>(rows * style_rows * split.tiles_x * split.tiles_u / kBlocks) + 1);
  split.parts = (static_cast<int>(std::min(rows, style_rows)) + split.length - 1) / split.length;
  return split;
}

template <class Shape>
void search_patches_in(const MatchProblem& problem) {
  const MatchSplit split = split_search<Shape>(problem);
  const auto blocks = static_cast<std::size_t>(problem.current.height + problem.style.height - 5) *
                      static_cast<std::size_t>(split.parts * split.tiles_x * split.tiles_u);
  const auto enqueue = [&](const auto& kernel) {
    launch({blocks, Shape::threads, kernel.shared_bytes}, kernel);
  };
  if (problem.labels > 0)
    enqueue(MatchKernel<Shape, true>{problem, split});
  else
    enqueue(MatchKernel<Shape, false>{problem, split});
}

/// Raises `best` and `history`.
inline void search_patches(const MatchProblem& problem) {
  using Large = MatchShape<4, 2>;
  using Small = MatchShape<2, 1>;
  // Windows are whole: the shape that looks at less beyond the maps, and the large one where it is close,
  // since it copies less.
  const auto warps = [&](auto shape) {
    return match_tiles(problem.current.width, shape.patches_x) *
           match_tiles(problem.style.width, shape.patches_u) * shape.threads;
  };
  if (5 * warps(Small{}) < 4 * warps(Large{}))
    search_patches_in<Small>(problem);
  else
    search_patches_in<Large>(problem);
}

}  // namespace doodle::cuda
