#include "synthesis/style_use.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "kernels/pixel_patch.h"

namespace doodle {
namespace {

std::size_t area(Size size) {
  return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
}

/// Spreads flags over the patches around them, and counts.
double covered(const std::vector<char>& centres, Size size) {
  const auto at = [&](int y, int x) { return static_cast<std::size_t>(y) * size.width + x; };
  std::vector<char> columns(centres.size());
  parallel_for(size.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int v = std::max(0, y - kPixelRadius); v <= std::min(size.height - 1, y + kPixelRadius); ++v)
      for (int x = 0; x < size.width; ++x) columns[at(y, x)] |= centres[at(v, x)];
  });
  return parallel_sum(size.height, 1, [&](std::int64_t y, std::int64_t) {
    int count = 0, left = 0;  // of the pixels that the last flag reaches
    const char* row = &columns[at(static_cast<int>(y), 0)];
    for (int x = -kPixelRadius; x < size.width; ++x) {
      if (x + kPixelRadius < size.width && row[x + kPixelRadius] != 0) left = 2 * kPixelRadius + 1;
      if (left > 0 && x >= 0) ++count;
      left = std::max(0, left - 1);
    }
    return static_cast<double>(count);
  });
}

/// How many of the patches over each pixel come from a style; `owner` holds the style of each patch.
std::vector<int> votes_for(int style, const std::vector<int>& owner, Size size) {
  const auto at = [&](int y, int x) { return static_cast<std::size_t>(y) * size.width + x; };
  std::vector<int> rows(owner.size()), all(owner.size());
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int u = std::max(0, x - kPixelRadius); u <= std::min(size.width - 1, x + kPixelRadius); ++u)
        rows[at(y, x)] += owner[at(y, u)] == style ? 1 : 0;
  for (int y = 0; y < size.height; ++y)
    for (int v = std::max(0, y - kPixelRadius); v <= std::min(size.height - 1, y + kPixelRadius); ++v)
      for (int x = 0; x < size.width; ++x) all[at(y, x)] += rows[at(v, x)];
  return all;
}

/// The share of pixels that each of `styles` has most of the patches over. Single patches amid another
/// style's do not count: these outvote them.
std::vector<double> shares_of(const std::vector<int>& owner, Size size, std::size_t styles) {
  if (styles == 1)  // has all that there is
    return {std::any_of(owner.begin(), owner.end(), [](int style) { return style >= 0; }) ? 1.0 : 0.0};
  std::vector<int> most(owner.size()), winner(owner.size(), -1);
  for (std::size_t s = 0; s < styles; ++s) {
    const std::vector<int> votes = votes_for(static_cast<int>(s), owner, size);
    for (std::size_t p = 0; p < votes.size(); ++p)
      if (votes[p] > most[p]) {
        most[p] = votes[p];
        winner[p] = static_cast<int>(s);
      }
  }
  std::vector<double> shares(styles);
  for (std::size_t s = 0; s < styles; ++s)
    shares[s] = static_cast<double>(std::count(winner.begin(), winner.end(), static_cast<int>(s)));
  const double known =
      static_cast<double>(winner.size()) - static_cast<double>(std::count(winner.begin(), winner.end(), -1));
  for (double& share : shares) share /= std::max(known, 1.0);
  return shares;
}

/// Where a coordinate is on an axis that wraps; most are on it already, and a division takes long.
int on_axis(int value, int size) {
  return value >= 0 && value < size ? value : (value + size) % size;
}

}  // namespace

UseMeter::UseMeter(const Problem& problem, const Atlas& atlas, const std::vector<SampleMask>& masks)
    : forms_(problem.forms), form_sizes_(atlas.sizes) {
  for (std::size_t f = 0; f < forms_.size(); ++f) {
    if (forms_[f].turn.number() != 0) continue;  // the first form of each style
    const Size form = form_sizes_[f], whole = problem.styles[f].size();
    const int margin =
        static_cast<int>(std::lround(static_cast<double>(problem.style_margin) * form.width / whole.width));
    margins_.push_back(margin);
    sizes_.push_back({form.width - 2 * margin, form.height - 2 * margin});
    if (masks[f].all() && form.width > 2 * kPixelRadius && form.height > 2 * kPixelRadius) {
      usable_.push_back(static_cast<double>(area(sizes_.back())));
      continue;
    }
    Flags flags(area(sizes_.back()));
    for (int y = kPixelRadius; y < form.height - kPixelRadius; ++y)
      for (int x = kPixelRadius; x < form.width - kPixelRadius; ++x)
        if (masks[f].is_free(y - kPixelRadius, x - kPixelRadius, y + kPixelRadius + 1, x + kPixelRadius + 1))
          mark(f, static_cast<float>(x), static_cast<float>(y), flags);
    usable_.push_back(covered(flags, sizes_.back()));
  }
}

void UseMeter::mark(std::size_t form, float x, float y, Flags& flags) const {
  const auto style = static_cast<std::size_t>(forms_[form].style);
  const Size size = sizes_[style];
  const int margin = margins_[style];
  turn_back(forms_[form].turn, {size.width + 2 * margin, size.height + 2 * margin}, x, y);
  const int column = on_axis(static_cast<int>(x) - margin, size.width);
  const int row = on_axis(static_cast<int>(y) - margin, size.height);
  if (column >= 0 && row >= 0) flags[static_cast<std::size_t>(row) * size.width + column] = 1;
}

std::vector<StyleUse> UseMeter::measure(const PixelField& field) const {
  std::vector<StyleUse> uses(sizes_.size());
  std::vector<Flags> flags;
  for (const Size size : sizes_) flags.emplace_back(area(size));
  std::vector<int> owner(field.style.size(), -1);
  for (std::size_t p = 0; p < field.style.size(); ++p) {
    if (field.style[p] < 0) continue;
    const auto form = static_cast<std::size_t>(field.style[p]);
    const auto style = static_cast<std::size_t>(forms_[form].style);
    mark(form, static_cast<float>(field.column[p]), static_cast<float>(field.row[p]), flags[style]);
    owner[p] = forms_[form].style;
  }
  const std::vector<double> shares = shares_of(owner, field.size, uses.size());
  for (std::size_t s = 0; s < uses.size(); ++s) {
    uses[s].share = shares[s];
    uses[s].coverage = covered(flags[s], sizes_[s]) / std::max(usable_[s], 1.0);
  }
  return uses;
}

double UseMeter::coverage(const std::vector<StyleUse>& uses) const {
  double used = 0, usable = 0;
  for (std::size_t s = 0; s < uses.size(); ++s) {
    used += uses[s].coverage * usable_[s];
    usable += usable_[s];
  }
  return used / std::max(usable, 1.0);
}

double UseMeter::usable() const {
  double sum = 0;
  for (const double usable : usable_) sum += usable;
  return sum;
}

double UseMeter::area_share(std::size_t style) const {
  return usable_[style] / std::max(usable(), 1.0);
}

}  // namespace doodle
