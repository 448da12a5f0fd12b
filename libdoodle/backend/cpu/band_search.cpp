#include "backend/cpu/band_search.h"

#include <algorithm>
#include <atomic>

#include "base/cancel.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// Enough that the last bands, which are short, leave no thread idle for long.
constexpr int bands_per_thread = 8;

}  // namespace

BandSearch::BandSearch(Backend& backend, const MatchOperands& operands)
    : backend_(backend), operands_(operands), best_(backend, operands.current_patches) {
  int diagonals = 0;
  for (const Stretch& current : operands_.current) {
    for (const Stretch& style : operands_.styles) diagonals += current.rows + style.rows - 1;
  }
  const int width = std::clamp(diagonals / (bands_per_thread * omp_get_max_threads()), 1, Band::widest);
  for (const Stretch& current : operands_.current) {
    for (const Stretch& style : operands_.styles) {
      for (int d = 1 - current.rows; d < style.rows; d += width) {
        bands_.push_back({&current, &style, d, std::min(width, style.rows - d)});
      }
    }
  }
  // Long ones first, so that the threads end together.
  const auto length = [](const Band& band) { return band.end(band.first) - band.begin(band.first); };
  std::stable_sort(bands_.begin(), bands_.end(),
                   [&](const Band& a, const Band& b) { return length(a) > length(b); });
}

void BandSearch::add_workers() {
  const std::size_t wanted = std::min(bands_.size(), static_cast<std::size_t>(omp_get_max_threads()));
  while (workers_.size() < wanted) workers_.emplace_back(backend_, operands_);
  while (workers_.size() > wanted) workers_.pop_back();
}

void BandSearch::run() {
  std::atomic<std::size_t> next{0};
  best_.clear();
  SharedCancel cancel;
  parallel_for(static_cast<std::int64_t>(workers_.size()), [&](std::int64_t w) {
    MatchWorker& worker = workers_[static_cast<std::size_t>(w)];
    worker.clear();
    for (std::size_t i = next++; i < bands_.size() && !cancel.stopped(); i = next++) {
      worker.walk(operands_, bands_[i], best_, cancel);
    }
  });
  cancel.rethrow();
}

void BandSearch::candidates(std::size_t p, Candidate* list) const {
  const int count = operands_.shortlist;
  std::copy_n(workers_[0].candidates() + p * static_cast<std::size_t>(count), count, list);
  for (std::size_t w = 1; w < workers_.size(); ++w) {
    const Candidate* others = workers_[w].candidates() + p * static_cast<std::size_t>(count);
    for (int i = 0; i < count; ++i) insert(list, count, others[i]);
  }
}

float BandSearch::style_best(std::size_t cell) const {
  float best = workers_[0].style_best()[cell];
  for (const MatchWorker& worker : workers_) best = std::max(best, worker.style_best()[cell]);
  return best;
}

}  // namespace doodle::cpu
