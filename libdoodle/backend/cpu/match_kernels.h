#pragma once

/// The inner loops of the matcher, written once (match_kernels_body.h) and compiled once per instruction set.
/// This header is included by those files, so it holds nothing that could be compiled to a shared inline
/// function.
namespace doodle::cpu {

/// The feature term along a diagonal of row pairs: the Gram tile of the newest pair of rows, and the 3-tap
/// sums of the newest three pairs. Tiles are current x style; a row of `gram` is MatchRow::gram_stride
/// floats. Sums lie panel by panel of style columns (MatchKernels::panel), each patches x panel: they are
/// read in that order.
struct MatchTerm {
  const float* gram;    ///< (patches + 2) x (padded + 2 readable)
  float* newest;        ///< written
  const float* older;   ///< of the pair one row above
  const float* oldest;  ///< of the pair two rows above
};

/// One row of current patches against one row of style patches. Scores are in units of nine: sums, not means.
struct MatchRow {
  int patches;  ///< current patches in the row
  int padded;   ///< style columns, rounded up to whole vectors
  int gram_stride;
  MatchTerm features;
  /// Products of the current row's different label strips (match_labels.h) and the style row's, as wide as
  /// `gram`; null when there are none.
  const float* labels;
  const int* strips;     ///< patches + 2: which of those strips each current position has
  const float* penalty;  ///< padded; infinite where there is no style patch
  float* style_best;     ///< padded; raised to the best feature term of each style patch
  float* lanes;          ///< patches x vector, scratch
  float* best;           ///< patches; out: the best score of each current patch in this row
};

/// The inner loops for one instruction set. Every score is computed by the same operations in the same order
/// wherever it lies in a tile and in whichever function, so that equal scores are equal bits.
struct MatchKernels {
  const char* name;
  int block_rows;     ///< most rows that gram() takes
  int block_columns;  ///< columns of a full block, two vectors
  int vector;         ///< columns of the narrow block
  int panel;          ///< style columns that fold() handles at once, whole vectors
  bool pairs;         ///< features are pairs of bf16 numbers: their scores are a filter, to be computed again
  /// tile[i][j] = sum_k a[k * rows + i] * b[k * columns + j]; columns is block_columns or vector.
  void (*gram)(const float* a, int rows, const float* b, int columns, int depth, float* tile, int stride);
  /// gram() for features: with `pairs`, every element is two channels in the bits of a float, the even one
  /// low.
  void (*feature_gram)(const float* a, int rows, const float* b, int columns, int depth, float* tile,
                       int stride);
  /// newest[x][u] = gram[x][u] + gram[x + 1][u + 1] + gram[x + 2][u + 2], for columns u from `first` to
  /// before `end`, multiples of `panel` and of `vector`; the columns up to `end` + 2 of the Gram tile are
  /// there.
  void (*diagonal)(const MatchRow& row, int first, int end);
  /// diagonal(), then `style_best`, and in `lanes` the best scores, of the sums over three pairs of rows. A
  /// row begins with begin_fold(); end_fold() writes `best`.
  void (*begin_fold)(const MatchRow& row);
  void (*fold)(const MatchRow& row, int first, int end);
  void (*end_fold)(const MatchRow& row);
  /// The columns, ascending, at which current patch x scores `least` or more, as fold() found it, and the
  /// scores; at most `padded`. Returns how many.
  int (*collect)(const MatchRow& row, int x, float least, int* columns, float* scores);
  /// sum_i a[i] * b[i], in fp32.
  float (*dot)(const float* a, const float* b, int count);
};

extern const MatchKernels portable_match_kernels;
extern const MatchKernels avx2_match_kernels;
extern const MatchKernels avx512_match_kernels;
extern const MatchKernels avx512bf16_match_kernels;

}  // namespace doodle::cpu
