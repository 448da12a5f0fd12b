#pragma once

#include <vector>

#include "reference/array.h"

namespace doodle::reference {

/// What each sample of an axis is made of: index and weight of its terms, term by term.
struct AxisTerms {
  int samples, terms;
  std::vector<int> index;
  std::vector<double> weight;
};

/// Scatters instead of gathering: every value of `from` is added wherever a term of a row and one of a column
/// name it. Then all is kept in low .. high.
inline Array resample(const Array& from, const AxisTerms& columns, const AxisTerms& rows, double low,
                      double high) {
  Array to(rows.samples, columns.samples, from.channels);
  for (int v = 0; v < from.height; ++v)
    for (int u = 0; u < from.width; ++u)
      for (std::size_t r = 0; r < rows.index.size(); ++r) {
        if (rows.index[r] != v) continue;
        for (std::size_t k = 0; k < columns.index.size(); ++k) {
          if (columns.index[k] != u) continue;
          const int y = static_cast<int>(r) / rows.terms, x = static_cast<int>(k) / columns.terms;
          for (int c = 0; c < from.channels; ++c)
            to.at(y, x, c) += rows.weight[r] * columns.weight[k] * from.at(v, u, c);
        }
      }
  for (double& value : to.values) value = value < low ? low : value > high ? high : value;
  return to;
}

}  // namespace doodle::reference
