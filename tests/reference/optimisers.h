#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// Textbook forms of what the optimisers compute, on whole vectors of doubles.
namespace doodle::reference {

using Vector = std::vector<double>;

inline double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline void add_scaled(Vector& to, double factor, const Vector& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
}

struct Pair {
  Vector move, change;
};

/// -H gradient, H from pairs (oldest first), by the two-loop recursion (Nocedal and Wright, algorithm 7.4).
inline Vector lbfgs_direction(const std::vector<Pair>& pairs, Vector gradient) {
  std::vector<double> alpha(pairs.size());
  for (std::size_t i = pairs.size(); i-- > 0;) {
    alpha[i] = dot(pairs[i].move, gradient) / dot(pairs[i].move, pairs[i].change);
    add_scaled(gradient, -alpha[i], pairs[i].change);
  }
  const Pair& last = pairs.back();
  const double scale = dot(last.move, last.change) / dot(last.change, last.change);
  for (double& value : gradient) value *= scale;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double beta = dot(pairs[i].change, gradient) / dot(pairs[i].move, pairs[i].change);
    add_scaled(gradient, alpha[i] - beta, pairs[i].move);
  }
  for (double& value : gradient) value = -value;
  return gradient;
}

/// One component under Adam with the usual decays, for a row of gradients; returns where it ends.
inline double adam(double x, const Vector& gradients, double rate, double low, double high) {
  double mean = 0, square = 0;
  for (std::size_t t = 0; t < gradients.size(); ++t) {
    mean = 0.9 * mean + 0.1 * gradients[t];
    square = 0.999 * square + 0.001 * gradients[t] * gradients[t];
    const double unbiased = mean / (1 - std::pow(0.9, t + 1)), spread = square / (1 - std::pow(0.999, t + 1));
    if (spread > 0) x -= rate * unbiased / std::sqrt(spread);
    x = std::min(high, std::max(low, x));
  }
  return x;
}

}  // namespace doodle::reference
