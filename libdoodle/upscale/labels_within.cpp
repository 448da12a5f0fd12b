#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "upscale/outline_plane.h"

namespace doodle {
namespace {

/// The limit of distances where labels are compared.
constexpr float kLimit = 1;

/// Rows of a picture that are labelled together. A line may cross all of a picture; in few rows it is short,
/// and so is the box around it.
constexpr int kBand = 64;

/// By label.
std::vector<const Outline*> sorted(const std::vector<Outline>& outlines) {
  std::vector<const Outline*> lines;
  lines.reserve(outlines.size());
  for (const Outline& outline : outlines) lines.push_back(&outline);
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Outline* a, const Outline* b) { return a->label < b->label; });
  return lines;
}

/// Those of the lines that matter to each band of the plane.
std::vector<std::vector<const Outline*>> in_bands(const std::vector<const Outline*>& lines,
                                                  const OutlinePlane& plane) {
  std::vector<std::vector<const Outline*>> bands(
      static_cast<std::size_t>((plane.rows.last + kBand - 1) / kBand));
  for (const Outline* line : lines) {
    const auto [top, bottom] =
        std::minmax_element(line->points.begin(), line->points.end(),
                            [](const OutlinePoint& a, const OutlinePoint& b) { return a.y < b.y; });
    const Span rows = rows_near(plane, top->y, bottom->y, kLimit);
    if (rows.first == rows.last) continue;
    for (int band = rows.first / kBand; band * kBand < rows.last; ++band)
      bands[static_cast<std::size_t>(band)].push_back(line);
  }
  return bands;
}

/// Labels the pixels of a band, whose lines these are, by label.
void label_band(const std::vector<const Outline*>& lines, const OutlinePlane& band, float near,
                LabelsWithin& labels) {
  const auto width = static_cast<std::size_t>(band.columns.last);
  int* own = &labels.own[static_cast<std::size_t>(band.rows.first) * width];
  int* beside = &labels.beside[static_cast<std::size_t>(band.rows.first) * width];
  std::vector<float> deepest(band.index(0, band.rows.last), -2 * kLimit), second = deepest;
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < lines.size();) {
    const int label = lines[i]->label;
    segments.clear();
    for (; i < lines.size() && lines[i]->label == label; ++i) add_segments(*lines[i], band, kLimit, segments);
    const OutlinePlane part = drawn(segments, part_around(segments, band, kLimit), kLimit);
    for (int row = part.rows.first; row < part.rows.last; ++row)
      for (int column = part.columns.first; column < part.columns.last; ++column) {
        const std::size_t pixel = band.index(column, row);
        const float depth = part.distances[part.index(column, row)];
        if (depth > deepest[pixel]) {
          second[pixel] = std::exchange(deepest[pixel], depth);
          beside[pixel] = std::exchange(own[pixel], label);
        } else if (depth > second[pixel]) {
          second[pixel] = depth;
          beside[pixel] = label;
        }
      }
  }
  for (std::size_t i = 0; i < second.size(); ++i)
    if (second[i] <= -near) beside[i] = own[i];
}

}  // namespace

LabelsWithin labels_within(const std::vector<Outline>& outlines, Size from, Size to, float near) {
  const std::vector<const Outline*> lines = sorted(outlines);
  const OutlinePlane whole = whole_plane(from, to);
  const auto bands = in_bands(lines, whole);
  LabelsWithin labels;
  labels.own.assign(whole.index(0, to.height), lines.front()->label);
  labels.beside = labels.own;
  parallel_for(std::ssize(bands), [&](std::int64_t i) {
    OutlinePlane band = whole;
    band.rows.first = static_cast<int>(i) * kBand;
    band.rows.last = std::min(band.rows.first + kBand, to.height);
    label_band(bands[static_cast<std::size_t>(i)], band, near, labels);
  });
  return labels;
}

}  // namespace doodle
