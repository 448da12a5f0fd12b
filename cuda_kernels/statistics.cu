#include <cmath>

#include "base/expect.h"
#include "kernels/transport.h"
#include "operations.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

bool weights_fit(const Tensor<float>& weights, Shape features) {
  return weights.empty() || weights.size() == features.positions();
}

/// Positions that one thread of GramPart adds up.
constexpr std::size_t kGramPart = 4096;

/// partial[part][a][b] = the sum over the part's positions, in order, of w f[a] f[b]: one thread per part and
/// pair of channels, in double.
struct GramPart {
  const float *features, *weights;
  std::size_t positions, pairs;
  int channels;
  double* partial;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(channels), part = i / pairs, pair = i % pairs;
    const std::size_t a = pair / n, b = pair % n, begin = part * kGramPart;
    const std::size_t end = begin + kGramPart < positions ? begin + kGramPart : positions;
    double sum = 0;
    for (std::size_t p = begin; p < end; ++p) {
      const double weight = weights == nullptr ? 1.0 : static_cast<double>(weights[p]);
      sum += weight * static_cast<double>(features[p * n + a]) * static_cast<double>(features[p * n + b]);
    }
    partial[i] = sum;
  }
};

/// sums[a][b] += the sum of its parts, in order.
struct AddGram {
  const double* partial;
  std::size_t parts, pairs;
  double* sums;
  DOODLE_DEVICE void operator()(std::size_t pair) const {
    double sum = 0;
    for (std::size_t part = 0; part < parts; ++part) sum += partial[part * pairs + pair];
    sums[pair] += sum;
  }
};

struct GramDifference {
  const double* sums;
  double total;
  const float* target;
  float* difference;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    const double apart = sums[i] / total - static_cast<double>(target[i]);
    difference[i] = static_cast<float>(apart);
    return apart * apart;
  }
};

struct AddProduct {
  const float *rows, *matrix, *weights;
  int inner, columns;
  float scale;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = i / static_cast<std::size_t>(columns), c = i % static_cast<std::size_t>(columns);
    const float weight = weights == nullptr ? 1.0f : weights[p];
    float sum = 0;
    for (int k = 0; k < inner; ++k) {
      sum += weight * rows[p * static_cast<std::size_t>(inner) + static_cast<std::size_t>(k)] *
             matrix[static_cast<std::size_t>(k) * static_cast<std::size_t>(columns) + c];
    }
    out[i] += scale * sum;
  }
};

/// Channel k's values to a row of their own, filled up with infinity to a power of two.
struct ToRows {
  const float* values;
  std::size_t positions, padded;
  int channels;
  float* rows;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t k = i / padded, p = i % padded;
    rows[i] = p < positions ? values[p * static_cast<std::size_t>(channels) + k] : HUGE_VALF;
  }
};

/// One step of a bitonic sort of every row (Batcher 1968): puts each pair of elements `apart` from each other
/// in order.
struct SortStep {
  std::size_t padded, apart, run;
  float* rows;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = i % padded, q = p ^ apart;
    if (q < p) return;
    float* row = rows + (i - p);
    const bool ascending = (p & run) == 0;
    const float a = row[p], b = row[q];
    if ((a > b) != ascending) return;
    row[p] = b;
    row[q] = a;
  }
};

struct FromRows {
  const float* rows;
  std::size_t positions, padded;
  float* sorted;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    sorted[i] = rows[i / positions * padded + i % positions];
  }
};

struct TransportTerm {
  const float *source, *target, *weights;
  int source_width, target_width, channels;
  float* values;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(channels), p = i / n, k = i % n;
    const float z = values[i];
    const float rank = rank_of(source + k * static_cast<std::size_t>(source_width), source_width, z);
    const float apart =
        z - quantile_at(target + k * static_cast<std::size_t>(target_width), target_width, rank);
    const float share = weights == nullptr ? 1.0f : weights[p];
    values[i] = share * apart;
    return static_cast<double>(share) * static_cast<double>(apart) * static_cast<double>(apart);
  }
};

}  // namespace

void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums) {
  const Shape shape = features.shape();
  const std::size_t pairs =
      static_cast<std::size_t>(shape.channels) * static_cast<std::size_t>(shape.channels);
  expect(sums.size() == pairs && weights_fit(weights, shape), "add_gram: shapes do not fit");
  const std::size_t parts = (shape.positions() + kGramPart - 1) / kGramPart;
  const auto partial = std::static_pointer_cast<double>(allocate(parts * pairs * sizeof(double)));
  for_each(parts * pairs, GramPart{features.data(), weights.data(), shape.positions(), pairs, shape.channels,
                                   partial.get()});
  for_each(pairs, AddGram{partial.get(), parts, pairs, sums.data()});
}

void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                     Tensor<float>& difference, Tensor<double>& loss) {
  expect(sums.size() == target.size() && sums.size() == difference.size() && total > 0,
         "gram_difference: shapes do not fit");
  add_sum(sums.size(), GramDifference{sums.data(), total, target.data(), difference.data()}, weight,
          loss.data());
}

void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                 double scale, Tensor<float>& out) {
  const int inner = rows.shape().channels, columns = out.shape().channels;
  expect(rows.shape().positions() == out.shape().positions() && matrix.shape().height == inner &&
             matrix.shape().width == columns && matrix.shape().channels == 1 &&
             weights_fit(weights, rows.shape()),
         "add_product: shapes do not fit");
  for_each(out.size(), AddProduct{rows.data(), matrix.data(), weights.data(), inner, columns,
                                  static_cast<float>(scale), out.data()});
}

void sort_channels(Backend& backend, const Tensor<float>& values, Tensor<float>& sorted) {
  const std::size_t positions = values.shape().positions();
  const int channels = values.shape().channels;
  expect(sorted.shape().height == channels && sorted.shape().width == static_cast<int>(positions) &&
             sorted.shape().channels == 1,
         "sort_channels: shapes do not fit");
  std::size_t padded = 1;
  while (padded < positions) padded *= 2;
  const Tensor<float> rows = backend.allocate<float>({channels, static_cast<int>(padded), 1});
  for_each(rows.size(), ToRows{values.data(), positions, padded, channels, rows.data()});
  for (std::size_t run = 2; run <= padded; run *= 2) {
    for (std::size_t apart = run / 2; apart > 0; apart /= 2)
      for_each(rows.size(), SortStep{padded, apart, run, rows.data()});
  }
  for_each(sorted.size(), FromRows{rows.data(), positions, padded, sorted.data()});
}

void transport(const Transport& transport, const Tensor<float>& weights, double weight, Tensor<float>& values,
               Tensor<double>& loss) {
  const Shape shape = values.shape(), source = transport.source.shape(), target = transport.target.shape();
  expect(source.height == shape.channels && target.height == shape.channels && source.width > 0 &&
             target.width > 0 && weights_fit(weights, shape),
         "transport: shapes do not fit");
  add_sum(values.size(),
          TransportTerm{transport.source.data(), transport.target.data(), weights.data(), source.width,
                        target.width, shape.channels, values.data()},
          weight, loss.data());
}

}  // namespace doodle::cuda
