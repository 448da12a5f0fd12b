#include "world/chunk_painter.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/random.h"
#include "image/check_image.h"
#include "image/pyramid.h"
#include "synthesis/paint_beside.h"
#include "synthesis/size_notices.h"

namespace doodle {
namespace {

/// Of random numbers: the seeds of chunks.
constexpr std::uint64_t kChunkStream = 0x6368756e6b;
/// The smallest PyramidOptions::style_scale.
constexpr double kSmallestScale = 1.0 / 16;

Size picture_size(const WorldRequest& request) {
  const Size asked = request.options.paint.output_size;
  if (asked != Size{}) return asked;
  const auto scaled = [&](int side) { return std::int64_t{side} * request.options.scale; };
  const std::int64_t width = scaled(request.map.width), height = scaled(request.map.height);
  require<BadInput>(width <= largest_side && height <= largest_side,
                    "the picture would be {}x{}; sides are at most {}", width, height, largest_side);
  return {static_cast<int>(width), static_cast<int>(height)};
}

/// Which labels a style's map shows.
std::vector<bool> labels_of(const Style& style, const std::vector<Label>& labels, std::size_t number) {
  require<UsageError>(style.map.has_value(), "style {} of the world has no map", number + 1);
  std::vector<std::string> unused;
  const LabelField field(checked_input(*style.map, fmt::format("the map of style {}", number + 1)), labels,
                         unused);
  std::vector<bool> has;
  for (const std::size_t count : field.counts()) has.push_back(count > 0);
  return has;
}

/// The colour between the four pixels around a place.
void sample(const Image& image, double x, double y, float* colour) {
  x = std::clamp(x, 0.0, image.width - 1.0);
  y = std::clamp(y, 0.0, image.height - 1.0);
  const int left = static_cast<int>(x), top = static_cast<int>(y);
  const int right = std::min(left + 1, image.width - 1), bottom = std::min(top + 1, image.height - 1);
  const auto u = static_cast<float>(x - left), v = static_cast<float>(y - top);
  for (int c = 0; c < 3; ++c) {
    const float above = image.at(top, left)[c] * (1 - u) + image.at(top, right)[c] * u;
    const float below = image.at(bottom, left)[c] * (1 - u) + image.at(bottom, right)[c] * u;
    colour[c] = above * (1 - v) + below * v;
  }
}

/// The chunk's pixels that are there, with the rest clear.
Image canvas_of(const Chunk& chunk, const WorkFile& work) {
  Image canvas = work.read(chunk.seen);
  canvas.alpha.assign(canvas.pixels.size() / 3, 1.0f);
  const int left = chunk.own.left - chunk.seen.left, top = chunk.own.top - chunk.seen.top;
  for (int y = top; y < canvas.height; ++y) {
    const auto row = canvas.alpha.begin() + static_cast<std::ptrdiff_t>(y) * canvas.width;
    std::fill(row + (y < top + chunk.own.height ? left : 0), row + canvas.width, 0.0f);
  }
  return canvas;
}

}  // namespace

ChunkPainter::ChunkPainter(const WorldRequest& request, std::vector<std::string>& notices)
    : request_(request),
      size_(picture_size(request)),
      field_(checked_input(request.map, "the map"), request.labels, notices) {
  for (std::size_t i = 0; i < request.styles.size(); ++i)
    has_.push_back(labels_of(request.styles[i], request.labels, i));
  for (std::size_t l = 0; l < request.labels.size(); ++l) {
    const bool painted = std::any_of(has_.begin(), has_.end(), [&](const auto& has) { return has[l]; });
    require<BadInput>(field_.counts()[l] == 0 || painted,
                      "the map shows {}, which no example does; give it a file in labels.toml",
                      request.labels[l].name);
  }
  note_stretch("map", request.map.size(), size_, notices);
  field_.stretch(size_, request.options.border, request.options.paint.seed.random_seed);
}

/// All but the canvas and the seed: styles that show a label of the chunk, and its map.
PaintRequest ChunkPainter::request_for(const std::vector<std::uint8_t>& labels, Size size) const {
  PaintRequest request;
  request.options = request_.options.paint;
  request.options.output_size = size;
  request.options.maps = {};
  request.options.maps.mode = MapMode::labels;
  request.options.maps.names = request_.labels;
  request.options.seed.kind = "noise";
  std::vector<bool> seen(request_.labels.size());
  Image map = make_image(size.width, size.height);
  for (std::size_t p = 0; p < labels.size(); ++p) {
    seen[labels[p]] = true;
    std::copy_n(request_.labels[labels[p]].colour.begin(), 3, &map.pixels[3 * p]);
  }
  request.target_map = std::move(map);
  for (std::size_t i = 0; i < has_.size(); ++i) {
    bool useful = false;
    for (std::size_t l = 0; l < seen.size(); ++l) useful = useful || (seen[l] && has_[i][l]);
    if (useful) request.styles.push_back(request_.styles[i]);
  }
  return request;
}

/// What lies in memory besides the request of a chunk: the world's, and the pictures that the chunk is
/// painted into (given, with smooth holes, at the scale of a phase, composed).
std::size_t ChunkPainter::held_bytes(const Chunk& chunk) const {
  std::size_t floats = request_.map.pixels.size();
  for (const Style& style : request_.styles)
    floats += style.image.pixels.size() + (style.map ? style.map->pixels.size() : 0);
  floats += 28 * static_cast<std::size_t>(chunk.seen.width) * static_cast<std::size_t>(chunk.seen.height);
  return floats * sizeof(float) + field_.bytes();
}

std::size_t ChunkPainter::planned_bytes(const Chunk& chunk, int side) const {
  PaintRequest request = request_for(field_.at(chunk.seen), chunk.seen.size());
  request.styles = request_.styles;
  if (layout_ratio(side) > 0) choose_phases(layout_ratio(side), request);
  request.options.memory_gib = 100'000;  // whether it is allowed is the caller's to say
  return estimate_beside(held_bytes(chunk), request).bytes / 10 * 11;  // paintings leave gaps in the heap
}

/// The size of the layout over that of the picture; 0 where there is none.
double ChunkPainter::layout_ratio(int side) const {
  if (side == 0) return 0;
  const double ratio = static_cast<double>(side) / std::max(size_.width, size_.height);
  return ratio >= 1 || request_.options.paint.pyramid.style_scale * ratio < kSmallestScale ? 0 : ratio;
}

/// Begins with the phase of about that scale, unless the request says how many there are.
void ChunkPainter::choose_phases(double ratio, PaintRequest& request) const {
  if (request.options.pyramid.phases == 0)
    request.options.pyramid.phases = std::clamp(1 + static_cast<int>(std::lround(-std::log2(ratio))), 1, 10);
}

bool ChunkPainter::lay_out(int side, const ProgressCallback& progress) {
  const double ratio = layout_ratio(side);
  if (ratio == 0) return true;
  const Size small = scaled_size(size_, ratio);
  LabelField field = field_;
  field.stretch(small, request_.options.border * ratio, request_.options.paint.seed.random_seed);
  PaintRequest request = request_for(field.at({0, 0, small.width, small.height}), small);
  request.options.pyramid.style_scale *= ratio;
  PaintResult result = paint_beside(held_bytes({{}, {0, 0, small.width, small.height}}), request, progress);
  layout_ = std::move(result.image);
  return !result.cancelled;
}

/// The layout's part in `area`, as the phase sees it that has about its scale; phases before that one are
/// left out.
void ChunkPainter::start_from_layout(const Rectangle& area, PaintRequest& request) const {
  const double across = static_cast<double>(layout_.width) / size_.width;
  const double down = static_cast<double>(layout_.height) / size_.height;
  Image start = make_image(std::max(1, static_cast<int>(std::lround(area.width * across))),
                           std::max(1, static_cast<int>(std::lround(area.height * down))));
  for (int y = 0; y < start.height; ++y)
    for (int x = 0; x < start.width; ++x) {
      const double u = (area.left + (x + 0.5) * area.width / start.width) * across - 0.5;
      const double v = (area.top + (y + 0.5) * area.height / start.height) * down - 0.5;
      sample(layout_, u, v, start.at(y, x));
    }
  request.seed = std::move(start);
  request.options.seed.kind = "image";
  choose_phases(across, request);
}

bool ChunkPainter::paint(const Chunk& chunk, int index, WorkFile& work,
                         const ProgressCallback& progress) const {
  PaintRequest request = request_for(field_.at(chunk.seen), chunk.seen.size());
  if (!layout_.empty()) start_from_layout(chunk.seen, request);
  request.options.seed.random_seed =
      random_word(request_.options.paint.seed.random_seed, kChunkStream, static_cast<std::uint64_t>(index));
  request.inpaint = canvas_of(chunk, work);
  const PaintResult result = paint_beside(held_bytes(chunk), request, progress);
  if (result.cancelled) return false;
  work.write(chunk.own, result.image, chunk.own.left - chunk.seen.left, chunk.own.top - chunk.seen.top);
  return true;
}

std::vector<Colour> ChunkPainter::mean_colours() const {
  std::vector<Colour> colours;
  for (std::size_t l = 0; l < request_.labels.size(); ++l) {
    const auto shows = [&](const auto& has) { return has[l]; };
    const auto style = std::find_if(has_.begin(), has_.end(), shows);
    colours.push_back(request_.labels[l].colour);
    if (style == has_.end()) continue;
    const Image& image = request_.styles[static_cast<std::size_t>(style - has_.begin())].image;
    const Image mean = resize(to_rgb(image), {1, 1}, Filter::area);
    std::copy_n(mean.pixels.begin(), 3, colours.back().begin());
  }
  return colours;
}

void ChunkPainter::sketch(const Chunk& chunk, WorkFile& work) const {
  const std::vector<Colour> colours = mean_colours();
  const std::vector<std::uint8_t> labels = field_.at(chunk.own);
  Image image = make_image(chunk.own.width, chunk.own.height);
  for (std::size_t p = 0; p < labels.size(); ++p)
    std::copy_n(colours[labels[p]].begin(), 3, &image.pixels[3 * p]);
  work.write(chunk.own, image, 0, 0);
}

}  // namespace doodle
