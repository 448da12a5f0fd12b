#pragma once

#include <cmath>

#include "kernels/box.h"

/// Projected L-BFGS without a line search: the scalar decisions and the per-component bodies. The direction
/// is found from inner products alone (vector-free L-BFGS, Chen, Wang and Zhou 2014), the bounds are kept by
/// two-metric projection (Bertsekas 1982), the acceptance is non-monotone (Grippo, Lampariello and Lucidi
/// 1986). See docs/algorithm.md.
namespace doodle {

inline constexpr int lbfgs_memory = 5;
inline constexpr int lbfgs_recent = 3;
/// The direction is a sum over these vectors: moves s_0.., gradient changes y_0.., then the free gradient.
inline constexpr int lbfgs_basis = 2 * lbfgs_memory + 1;
inline constexpr int lbfgs_gradient = 2 * lbfgs_memory;

/// All that is remembered besides vectors. All zero bytes are a fresh start.
struct LbfgsState {
  int evaluations;              ///< trials judged
  int accepted;                 ///< 1: the trial became the point to start from
  int usable;                   ///< 1: there was a point before, and the trial's loss is a number
  int improved;                 ///< 1: accepted, and the loss is not above that of the point before
  int rejections;               ///< in a row, up to now
  int recent_count;             ///< of `recent`, 0..lbfgs_recent
  double recent[lbfgs_recent];  ///< losses of the last accepted points, newest first
  double trial_loss;
  double radius;                          ///< limit of the root mean square of a move, in levels
  double gram[lbfgs_basis][lbfgs_basis];  ///< inner products of the basis
  int valid[lbfgs_memory];                ///< 1: the pair has positive curvature
  double products[3][lbfgs_basis];        ///< of the last {move, change, free gradient} with the basis
  double coefficients[lbfgs_basis];       ///< of the last direction
};

/// Where in the basis the last trial's move is; the change of gradient is lbfgs_memory further on. Pairs take
/// the slots in turn.
DOODLE_HD inline int lbfgs_slot(const LbfgsState& state) {
  return (state.evaluations - 1) % lbfgs_memory;
}

/// Decides about a trial from its loss. Accepted is what does not exceed the worst of the last accepted
/// losses by more than 1%: matches change between evaluations, and the loss with them. When the objective
/// itself has jumped no step is short enough, so the allowance grows tenfold with every rejection, and a
/// fourth in a row does not happen.
DOODLE_HD inline void lbfgs_judge(double loss, LbfgsState& state) {
  const bool number = loss - loss == 0;
  double worst = 0;
  for (int i = 0; i < state.recent_count; ++i)
    worst = i == 0 || state.recent[i] > worst ? state.recent[i] : worst;
  const bool last_chance = state.rejections >= 3;
  double allowance = 0.01;
  for (int i = 0; i < state.rejections; ++i) allowance *= 10;
  const bool first = state.recent_count == 0;
  const bool fits = first || last_chance || loss <= worst + allowance * (worst < 0 ? -worst : worst);
  state.usable = number && state.evaluations > 0;
  state.accepted = number && fits;
  state.improved = state.accepted && (first || loss <= state.recent[0]);
  state.trial_loss = loss;
  ++state.evaluations;
}

/// One component of a judged trial: its move and change of gradient, the point to start from, and the
/// gradient of the components that are free to move there.
struct LbfgsComponent {
  float accepted, accepted_gradient;  ///< in and out
  float move, change;                 ///< out
  float free_gradient;                ///< out
};

/// A component that did not move says nothing of curvature: its change is left out, so that pairs describe
/// the face of the box on which the steps are taken.
DOODLE_HD inline void lbfgs_observe(const LbfgsState& state, const Box& box, float x, float gradient,
                                    LbfgsComponent& c) {
  c.move = state.evaluations > 1 ? x - c.accepted : 0;
  c.change = state.usable && c.move != 0 ? gradient - c.accepted_gradient : 0;
  if (state.accepted) {
    c.accepted = x;
    c.accepted_gradient = gradient;
  }
  c.free_gradient = is_bound(box, c.accepted, c.accepted_gradient) ? 0 : c.accepted_gradient;
}

/// The next trial's component; `direction` is the sum of the basis by the coefficients.
DOODLE_HD inline float lbfgs_move(const Box& box, float accepted, float accepted_gradient, float direction) {
  return is_bound(box, accepted, accepted_gradient) ? accepted : clamp_to(box, accepted + direction);
}

/// <sum_j coefficients[j] * basis_j, basis_column>.
DOODLE_HD inline double lbfgs_product(const LbfgsState& state, const double* coefficients, int column) {
  double sum = 0;
  for (int j = 0; j < lbfgs_basis; ++j) sum += coefficients[j] * state.gram[j][column];
  return sum;
}

/// Takes in the products of {s, y of slot `newest`, free gradient} with the basis, and decides whether the
/// pair is worth keeping: curvature that is not clearly positive would break descent.
DOODLE_HD inline void lbfgs_remember(int newest, LbfgsState& state) {
  const int rows[3] = {newest, lbfgs_memory + newest, lbfgs_gradient};
  for (int r = 0; r < 3; ++r) {
    for (int j = 0; j < lbfgs_basis; ++j) {
      state.gram[rows[r]][j] = state.gram[j][rows[r]] = state.products[r][j];
    }
  }
  const double ss = state.gram[rows[0]][rows[0]], yy = state.gram[rows[1]][rows[1]];
  const double sy = state.gram[rows[0]][rows[1]];
  state.valid[newest] = state.usable && sy > 1e-5 * std::sqrt(ss * yy);
}

/// Adapts the limit of a move to what the trial showed, and the list of recent losses. `size` is that of the
/// vectors.
DOODLE_HD inline void lbfgs_adapt(int newest, double size, const Box& box, LbfgsState& state) {
  const double level = (static_cast<double>(box.high) - static_cast<double>(box.low)) / 255;
  const double length = std::sqrt(state.gram[newest][newest] / size);
  if (state.evaluations == 1) {
    state.radius = 3 * level;
  } else if (state.improved) {
    state.radius = std::fmax(state.radius, 2.5 * length);
  } else if (state.accepted) {
    state.radius = 0.5 * length;
  } else {
    // The parabola through both losses and the slope at the start has its lowest point at `shrink` of the
    // move.
    const double slope = state.gram[newest][lbfgs_gradient];
    const double shrink = -slope / (2 * (state.trial_loss - state.recent[0] - slope));
    state.radius = length * (state.usable ? std::fmin(0.5, std::fmax(0.1, shrink)) : 0.1);
  }
  state.radius = std::fmin(128 * level, std::fmax(1e-3 * level, state.radius));

  state.rejections = state.accepted ? 0 : state.rejections + 1;
  if (!state.accepted) return;
  for (int i = lbfgs_recent - 1; i > 0; --i) state.recent[i] = state.recent[i - 1];
  state.recent[0] = state.trial_loss;
  if (state.recent_count < lbfgs_recent) ++state.recent_count;
}

/// coefficients[0..lbfgs_basis-1] of minus the inverse Hessian times the free gradient: the two loops of
/// L-BFGS, in inner products. False when there is no valid pair, or rounding has spoilt the descent.
DOODLE_HD inline bool lbfgs_two_loops(const LbfgsState& state, int newest, double* coefficients) {
  double alpha[lbfgs_memory];
  int latest = -1;
  for (int j = 0; j < lbfgs_basis; ++j) coefficients[j] = 0;
  coefficients[lbfgs_gradient] = -1;
  for (int age = 0; age < lbfgs_memory; ++age) {
    const int s = (newest + lbfgs_memory - age) % lbfgs_memory, y = lbfgs_memory + s;
    if (!state.valid[s]) continue;
    if (latest < 0) latest = s;
    alpha[s] = lbfgs_product(state, coefficients, s) / state.gram[s][y];
    coefficients[y] -= alpha[s];
  }
  if (latest < 0) return false;
  const double scale =
      state.gram[latest][lbfgs_memory + latest] / state.gram[lbfgs_memory + latest][lbfgs_memory + latest];
  for (int j = 0; j < lbfgs_basis; ++j) coefficients[j] *= scale;
  for (int age = lbfgs_memory - 1; age >= 0; --age) {
    const int s = (newest + lbfgs_memory - age) % lbfgs_memory, y = lbfgs_memory + s;
    if (!state.valid[s]) continue;
    coefficients[s] += alpha[s] - lbfgs_product(state, coefficients, y) / state.gram[s][y];
  }
  return lbfgs_product(state, coefficients, lbfgs_gradient) < 0;
}

/// Everything between the products and the next trial: remembers, adapts, and writes the coefficients of the
/// direction, no longer than the radius. Without curvature it is minus the gradient, just as long as the
/// radius. `size` is that of the vectors.
DOODLE_HD inline void lbfgs_direction(double size, const Box& box, LbfgsState& state) {
  const int newest = lbfgs_slot(state);
  double* const coefficients = state.coefficients;
  lbfgs_remember(newest, state);
  lbfgs_adapt(newest, size, box, state);
  double scale = 1;
  if (lbfgs_two_loops(state, newest, coefficients)) {
    double square = 0;
    for (int j = 0; j < lbfgs_basis; ++j) square += coefficients[j] * lbfgs_product(state, coefficients, j);
    const double length = std::sqrt(std::fmax(0.0, square) / size);
    if (length > state.radius) scale = state.radius / length;
  } else {
    for (int j = 0; j < lbfgs_basis; ++j) coefficients[j] = 0;
    const double length = std::sqrt(state.gram[lbfgs_gradient][lbfgs_gradient] / size);
    coefficients[lbfgs_gradient] = length > 0 ? -1 : 0;
    scale = length > 0 ? state.radius / length : 0;
  }
  for (int j = 0; j < lbfgs_basis; ++j) coefficients[j] *= scale;
}

}  // namespace doodle
