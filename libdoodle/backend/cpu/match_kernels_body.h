#pragma once

#include "backend/cpu/match_kernels.h"

/// MatchKernels over a vector type V: V::Type of V::width floats with the operations used below, V::rows rows
/// of two vectors that fit the registers beside three more, and V::chunk vectors that fold() handles at once.
/// V must be a type of the including file alone: the same name in two files, compiled for two instruction
/// sets, would be merged.
namespace doodle::cpu {

template <class V, int rows, int columns>
void gram_block(const float* a, const float* b, int depth, float* tile, int stride) {
  typename V::Type sum[rows][columns];
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < columns; ++j) sum[i][j] = V::zero();
  }
  for (int k = 0; k < depth; ++k, a += rows, b += columns * V::width) {
    typename V::Type right[columns];
#pragma GCC unroll 2
    for (int j = 0; j < columns; ++j) right[j] = V::load(b + j * V::width);
#pragma GCC unroll 16
    for (int i = 0; i < rows; ++i) {
      const typename V::Type left = V::broadcast(a[i]);
#pragma GCC unroll 2
      for (int j = 0; j < columns; ++j) sum[i][j] = V::multiply_add(left, right[j], sum[i][j]);
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < columns; ++j) V::store(tile + i * stride + j * V::width, sum[i][j]);
  }
}

template <class V, int rows>
void gram_rows(const float* a, int count, const float* b, int columns, int depth, float* tile, int stride) {
  if constexpr (rows > 1) {
    if (count < rows) return gram_rows<V, rows - 1>(a, count, b, columns, depth, tile, stride);
  }
  if (columns == V::width) return gram_block<V, rows, 1>(a, b, depth, tile, stride);
  gram_block<V, rows, 2>(a, b, depth, tile, stride);
}

template <class V>
void gram(const float* a, int rows, const float* b, int columns, int depth, float* tile, int stride) {
  gram_rows<V, V::rows>(a, rows, b, columns, depth, tile, stride);
}

template <class V>
typename V::Type three_taps(const float* tile, int stride) {
  return V::add(V::add(V::load(tile), V::load(tile + stride + 1)), V::load(tile + 2 * stride + 2));
}

template <class V>
typename V::Type three_rows(const MatchTerm& term, long offset, typename V::Type newest) {
  return V::add(V::add(V::load(term.oldest + offset), V::load(term.older + offset)), newest);
}

/// Style columns whose sums lie side by side, patch after patch: what fold() handles at once is read as one
/// stream.
template <class V>
constexpr int panel = V::chunk* V::width;

/// Where the sums of current patch x lie for the vector of style columns from u on.
template <class V>
long place(const MatchRow& row, long x, int u) {
  return static_cast<long>(u / panel<V> * panel<V>) * row.patches + x * panel<V> + u % panel<V>;
}

template <class V>
void diagonal(const MatchRow& row, int first, int end) {
  for (int u = first; u < end; u += V::width) {
    float* newest = row.features.newest + place<V>(row, 0, u);
    const float* gram = row.features.gram + u;
    for (int x = 0; x < row.patches; ++x, newest += panel<V>, gram += row.gram_stride)
      V::store(newest, three_taps<V>(gram, row.gram_stride));
  }
}

/// The label term at (x, u).
template <class V>
typename V::Type label_sum(const MatchRow& row, long x, int u) {
  const auto column = [&](int dx) {
    return V::load(row.labels + static_cast<long>(row.strips[x + dx]) * row.gram_stride + u + dx);
  };
  return V::add(V::add(column(0), column(1)), column(2));
}

/// Whether current patch x lies in the middle of an area, so that its label terms are those of the patch
/// before. Areas are few and wide.
template <class V>
bool has_same_strips(const MatchRow& row, long x) {
  const int* strips = row.strips + x;
  return strips[-1] == strips[0] && strips[0] == strips[1] && strips[1] == strips[2];
}

/// fold() over `count` vectors of columns from u on, all current patches: penalties and the best of
/// each style patch stay in registers meanwhile.
template <class V, bool labels, int count>
void fold_columns(const MatchRow& shared, int u) {
  const MatchRow row = shared;  // for all the compiler knows, storing a vector changes what has an address
  typename V::Type penalty[count], style_best[count], label[count];
#pragma GCC unroll 4
  for (int j = 0; j < count; ++j) {
    penalty[j] = V::load(row.penalty + u + j * V::width);
    style_best[j] = V::load(row.style_best + u + j * V::width);
  }
  const float* gram = row.features.gram + u;
  long at = place<V>(row, 0, u);
  for (long x = 0; x < row.patches; ++x, gram += row.gram_stride, at += panel<V>) {
    if (labels && !(x > 0 && has_same_strips<V>(row, x))) {
#pragma GCC unroll 4
      for (int j = 0; j < count; ++j) label[j] = label_sum<V>(row, x, u + j * V::width);
    }
    typename V::Type best = V::load(row.lanes + x * V::width);
#pragma GCC unroll 4
    for (int j = 0; j < count; ++j) {
      const typename V::Type newest = three_taps<V>(gram + j * V::width, row.gram_stride);
      typename V::Type sum = three_rows<V>(row.features, at + j * V::width, newest);
      V::store(row.features.newest + at + j * V::width, newest);
      style_best[j] = V::maximum(sum, style_best[j]);
      if constexpr (labels) sum = V::add(sum, label[j]);
      best = V::maximum(V::subtract(sum, penalty[j]), best);
    }
    V::store(row.lanes + x * V::width, best);
  }
#pragma GCC unroll 4
  for (int j = 0; j < count; ++j) V::store(row.style_best + u + j * V::width, style_best[j]);
}

template <class V, bool labels>
void fold_range(const MatchRow& row, int first, int end) {
  int u = first;
  for (; u + panel<V> <= end; u += panel<V>) fold_columns<V, labels, V::chunk>(row, u);
  for (; u < end; u += V::width) fold_columns<V, labels, 1>(row, u);
}

template <class V>
void fold(const MatchRow& row, int first, int end) {
  if (row.labels != nullptr) return fold_range<V, true>(row, first, end);
  fold_range<V, false>(row, first, end);
}

template <class V>
void begin_fold(const MatchRow& row) {
  for (long i = 0; i < static_cast<long>(row.patches) * V::width; ++i) row.lanes[i] = -__builtin_inff();
}

template <class V>
void end_fold(const MatchRow& row) {
  for (long x = 0; x < row.patches; ++x) row.best[x] = V::largest(V::load(row.lanes + x * V::width));
}

template <class V>
int collect(const MatchRow& row, int x, float least, int* columns, float* scores) {
  const typename V::Type wanted = V::broadcast(least);
  float lanes[V::width];
  int count = 0;
  for (int u = 0; u < row.padded; u += V::width) {
    const long offset = place<V>(row, x, u);
    typename V::Type sum = three_rows<V>(row.features, offset, V::load(row.features.newest + offset));
    if (row.labels != nullptr) sum = V::add(sum, label_sum<V>(row, x, u));
    sum = V::subtract(sum, V::load(row.penalty + u));
    unsigned found = V::at_least(sum, wanted);
    if (found == 0) continue;
    V::store(lanes, sum);
    for (; found != 0; found &= found - 1) {
      const int lane = __builtin_ctz(found);
      columns[count] = u + lane;
      scores[count++] = lanes[lane];
    }
  }
  return count;
}

template <class V>
float dot(const float* a, const float* b, int count) {
  typename V::Type even = V::zero(), odd = V::zero();
  int i = 0;
  for (; i + 2 * V::width <= count; i += 2 * V::width) {
    even = V::multiply_add(V::load(a + i), V::load(b + i), even);
    odd = V::multiply_add(V::load(a + i + V::width), V::load(b + i + V::width), odd);
  }
  float lanes[V::width];
  V::store(lanes, V::add(even, odd));
  for (int half = V::width / 2; half > 0; half /= 2) {
    for (int j = 0; j < half; ++j) lanes[j] += lanes[j + half];
  }
  float sum = lanes[0];
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

/// The kernels over vectors of V, features multiplied as Features does.
template <class V, class Features = V>
constexpr MatchKernels match_kernels(const char* name) {
  constexpr bool pairs = !__is_same(V, Features);
  return {name,           V::rows,     2 * V::width,  V::width, panel<V>,    pairs,      gram<V>,
          gram<Features>, diagonal<V>, begin_fold<V>, fold<V>,  end_fold<V>, collect<V>, dot<V>};
}

}  // namespace doodle::cpu
