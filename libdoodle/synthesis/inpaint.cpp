#include "synthesis/inpaint.h"

#include <algorithm>

#include "base/check.h"
#include "image/check_image.h"
#include "image/fill.h"
#include "image/grey.h"
#include "image/torus.h"
#include "synthesis/phase_input.h"
#include "synthesis/sample_input.h"
#include "synthesis/surroundings.h"

namespace doodle {
namespace {

/// The size of the result: what was asked for, at least the picture's.
Size canvas_size(const PaintRequest& request) {
  const Size picture = request.inpaint->size(), wanted = request.options.output_size;
  if (wanted == Size{}) return picture;
  require<UsageError>(wanted.width >= picture.width && wanted.height >= picture.height,
                      "output-size is {}x{} but the picture to paint into is {}x{}; painting around it needs "
                      "a larger size",
                      wanted.width, wanted.height, picture.width, picture.height);
  return wanted;
}

/// The picture in the middle of a clear one of `size`.
Image centred(const Image& picture, Size size, int left, int top) {
  Image canvas = make_image(size.width, size.height);
  canvas.alpha.assign(canvas.pixels.size() / 3, 0.0f);
  for (int y = 0; y < picture.height; ++y) {
    std::copy_n(picture.at(y, 0), picture.width * 3, canvas.at(y + top, left));
    std::copy_n(picture.alpha.begin() + static_cast<std::ptrdiff_t>(pixel_at(picture, y, 0)), picture.width,
                canvas.alpha.begin() + static_cast<std::ptrdiff_t>(pixel_at(canvas, y + top, left)));
  }
  return canvas;
}

/// The mean colour of the known pixels around (x, y), and their number.
int mean_around(const Image& canvas, Wrap wrap, int y, int x, float* mean) {
  int count = 0;
  std::fill_n(mean, 3, 0.0f);
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx) {
      int v = y + dy, u = x + dx;
      if (wrap.y) v = (v + canvas.height) % canvas.height;
      if (wrap.x) u = (u + canvas.width) % canvas.width;
      if (v < 0 || u < 0 || v >= canvas.height || u >= canvas.width ||
          canvas.alpha[pixel_at(canvas, v, u)] == 0)
        continue;
      for (int c = 0; c < 3; ++c) mean[c] += canvas.at(v, u)[c];
      ++count;
    }
  for (int c = 0; c < 3; ++c) mean[c] /= static_cast<float>(std::max(count, 1));
  return count;
}

/// Where a result's pixels are from: (x, y) of the picture is (x + picture_x, y + picture_y) of the result,
/// and the same for the canvas; one of them is as large as that.
struct Placement {
  explicit Placement(const Problem& problem)
      : picture_x(std::max(0, problem.left)),
        picture_y(std::max(0, problem.top)),
        canvas_x(std::max(0, -problem.left)),
        canvas_y(std::max(0, -problem.top)) {}
  int picture_x, picture_y, canvas_x, canvas_y;
};

/// body(p, y, x): pixel p of the canvas is to be painted, and is (y, x) of the result.
template <class Body>
void for_painted(const Problem& problem, const Body& body) {
  const Placement at(problem);
  const Image& canvas = *problem.canvas;
  for (int y = 0; y < canvas.height; ++y)
    for (int x = 0; x < canvas.width; ++x)
      if (const std::size_t p = pixel_at(canvas, y, x); canvas.alpha[p] == 0)
        body(p, y + at.canvas_y, x + at.canvas_x);
}

/// The given picture's alpha where it stays, opaque elsewhere; empty where all is opaque.
std::vector<float> composed_alpha(const Problem& problem, const Image& result) {
  const Image& picture = *problem.picture;
  if (picture.alpha.empty()) return {};
  const Placement at(problem);
  std::vector<float> alpha(result.pixels.size() / 3, 1.0f);
  for (int y = 0; y < picture.height; ++y)
    std::copy_n(
        picture.alpha.begin() + static_cast<std::ptrdiff_t>(pixel_at(picture, y, 0)), picture.width,
        alpha.begin() + static_cast<std::ptrdiff_t>(pixel_at(result, y + at.picture_y, at.picture_x)));
  for_painted(problem, [&](std::size_t, int y, int x) { alpha[pixel_at(result, y, x)] = 1; });
  return std::all_of(alpha.begin(), alpha.end(), [](float a) { return a == 1; }) ? std::vector<float>{}
                                                                                 : alpha;
}

/// Makes clear in `picture` what is clear in `given` (alpha below one half), and the soft rim around it: half
/// clear pixels that touch it, themselves or through others. Their colours are mixed with what was cut away.
void clear_holes(const Image& given, Image& picture) {
  std::vector<std::size_t> border;
  const auto clear = [&](std::size_t p) {
    picture.alpha[p] = 0;
    border.push_back(p);
  };
  for (std::size_t p = 0; p < given.alpha.size(); ++p)
    if (given.alpha[p] < 0.5f) clear(p);
  while (!border.empty()) {
    const int y = static_cast<int>(border.back() / given.width),
              x = static_cast<int>(border.back() % given.width);
    border.pop_back();
    for (int v = std::max(0, y - 1); v <= std::min(given.height - 1, y + 1); ++v)
      for (int u = std::max(0, x - 1); u <= std::min(given.width - 1, x + 1); ++u) {
        const std::size_t p = pixel_at(given, v, u);
        if (picture.alpha[p] > 0 && given.alpha[p] < 1) clear(p);
      }
  }
}

/// Whether nothing in the request is said of the whole picture.
bool may_be_part(const PaintRequest& request) {
  return !request.content && !request.target_map && request.guides.empty() && !request.seed &&
         !request.options.tile.any();
}

/// Whether areas are so much of a picture that it may as well take part as a whole.
bool are_most(const std::vector<Area>& areas, Size picture) {
  constexpr double kMost = 0.75;
  double sum = 0;
  for (const Area& area : areas) sum += static_cast<double>(area.width) * area.height;
  return sum > kMost * picture.width * picture.height;
}

/// Where holes are small, what is far from them takes no part; where they are far apart as well, each is a
/// part of its own.
void take_surroundings(Problem& problem, Image& style) {
  const std::vector<Area> areas = separate_surroundings(*problem.canvas);
  if (areas.size() > 1 && !are_most(areas, style.size())) {
    problem.parts = areas;
    return;
  }
  const Area area = surroundings(*problem.canvas);
  if (are_most({area}, style.size())) return;
  const auto cut = [&](const Image& image) {
    return cropped(image, area.x, area.y, {area.width, area.height});
  };
  problem.canvas = cut(*problem.canvas);
  problem.left = -area.x;
  problem.top = -area.y;
  style = cut(style);
}

}  // namespace

void read_canvas(const PaintRequest& request, Problem& problem) {
  require<UsageError>(request.inpaint || !request.inpaint_mask,
                      "there is a mask but no picture to paint into; name it with --inpaint");
  if (!request.inpaint) return;
  const Image& given = *request.inpaint;
  Image picture = checked_input(given, "the picture to paint into");
  require_consistent(given, "the picture to paint into");
  require_finite(given, "the picture to paint into");
  picture.alpha.assign(picture.pixels.size() / 3, 1.0f);
  clear_holes(given, picture);
  if (request.inpaint_mask) {
    const std::vector<bool> paint = white_pixels(*request.inpaint_mask, given.size(),
                                                 "mask of the picture to paint into", problem.notices);
    for (std::size_t p = 0; p < paint.size(); ++p)
      if (paint[p]) picture.alpha[p] = 0;
  }
  const Size size = canvas_size(request);
  problem.picture = given;
  problem.left = (size.width - picture.width) / 2;
  problem.top = (size.height - picture.height) / 2;
  problem.canvas = centred(picture, size, problem.left, problem.top);
  const std::vector<float>& alpha = problem.canvas->alpha;
  require<BadInput>(std::count(alpha.begin(), alpha.end(), 0.0f) > 0,
                    "nothing is to be painted: no pixel of the picture is clear or white in its mask; give "
                    "--mask, or a larger --output-size to paint around it");
  if (!request.styles.empty()) return;
  problem.own_style = true;
  Style style{given, std::nullopt};
  style.image.alpha = std::move(picture.alpha);
  if (may_be_part(request) && size == given.size()) take_surroundings(problem, style.image);
  if (!problem.parts.empty()) return;
  problem.styles.push_back(sample_image(style, 0, problem.notices));
}

KnownPixels::KnownPixels(Backend& backend, const Image& canvas, Size size, Wrap wrap) {
  Image colours = resize(canvas, size, size.width < canvas.width ? Filter::area : Filter::bicubic, wrap);
  std::vector<std::uint8_t> known;
  for (float alpha : colours.alpha) known.push_back(alpha >= 0.5f);
  known_ = backend.upload<std::uint8_t>({size.height, size.width, 1}, known.data());
  colours_ = upload_image(backend, filled(colours, wrap));
}

void KnownPixels::put_back(Backend& backend, Tensor<float>& image) const {
  backend.replace(known_, colours_, image);
}

void KnownPixels::hold(Backend& backend, Tensor<float>& gradient) const {
  backend.replace(known_, {}, gradient);
}

Image composed(const Problem& problem, Image painted) {
  const Image& canvas = *problem.canvas;
  for_painted(problem, [&](std::size_t p, int, int) {
    float mean[3];
    const int v = static_cast<int>(p) / canvas.width, u = static_cast<int>(p) % canvas.width;
    const float share = static_cast<float>(mean_around(canvas, problem.options.tile, v, u, mean)) / 16;
    for (std::size_t c = 0; c < 3; ++c) {
      float& own = painted.pixels[3 * p + c];
      own += share * (mean[c] - own);
    }
  });
  return put_in(problem, painted);
}

Image put_in(const Problem& problem, const Image& painted) {
  const Placement at(problem);
  const Image picture = checked_input(*problem.picture, "the picture to paint into");
  Image result = make_image(problem.result_size().width, problem.result_size().height);
  result.type = problem.picture->type;
  for (int y = 0; y < picture.height; ++y)
    std::copy_n(picture.at(y, 0), picture.width * 3, result.at(y + at.picture_y, at.picture_x));
  for_painted(problem,
              [&](std::size_t p, int y, int x) { std::copy_n(&painted.pixels[3 * p], 3, result.at(y, x)); });
  result.alpha = composed_alpha(problem, result);
  if (problem.picture->channels == 1 && is_grey(result)) result = with_channels(result, 1);
  result.icc = problem.picture->icc;
  return result;
}

void set_known_sources(const Problem& problem, SourceMap& sources) {
  if (sources.empty()) return;
  const Placement at(problem);
  const Size size = problem.result_size(), picture = problem.picture->size();
  SourceMap result = sources;
  result.width = size.width;
  result.height = size.height;
  result.values.assign(3 * static_cast<std::size_t>(size.width) * size.height, -1);
  if (problem.own_style) result.styles = {picture};
  for (int y = 0; y < picture.height && problem.own_style; ++y)
    for (int x = 0; x < picture.width; ++x) {
      float* source =
          &result.values[3 * (static_cast<std::size_t>(y + at.picture_y) * size.width + x + at.picture_x)];
      source[0] = static_cast<float>(x);
      source[1] = static_cast<float>(y);
      source[2] = 0;
    }
  for_painted(problem, [&](std::size_t p, int y, int x) {
    float* source = &result.values[3 * (static_cast<std::size_t>(y) * size.width + x)];
    std::copy_n(&sources.values[3 * p], 3, source);
    if (source[2] < 0) return;
    source[0] += static_cast<float>(at.canvas_x);
    source[1] += static_cast<float>(at.canvas_y);
  });
  sources = std::move(result);
}

}  // namespace doodle
