#include "synthesis/parts.h"

#include <algorithm>

#include "base/run_clock.h"
#include "image/fill.h"
#include "image/grey.h"
#include "image/torus.h"
#include "synthesis/inpaint.h"

namespace doodle {
namespace {

double pixels(const Area& area) {
  return static_cast<double>(area.width) * area.height;
}

void add_missing(std::vector<std::string>& lines, std::span<const std::string> more) {
  for (const std::string& line : more)
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
}

/// Puts results of parts together.
class Parts {
 public:
  Parts(const Problem& whole, const ProgressCallback& progress) : whole_(whole), progress_(progress) {
    result_.notices = whole.notices;
    for (const Area& part : whole.parts) all_ += pixels(part);
    painted_ = filled(*whole.canvas);
    sources_ = {painted_.width, painted_.height, {}, std::vector<float>(painted_.pixels.size(), -1.0f)};
  }

  /// The callback for part `index`.
  ProgressCallback report(std::size_t index) {
    if (!progress_) return {};
    return [this, index](Progress report) {
      add_missing(result_.notices, report.notices);
      report.notices = result_.notices;
      report.phase = static_cast<int>(index);
      report.phases = static_cast<int>(whole_.parts.size());
      report.fraction = (done_ + pixels(whole_.parts[index]) * report.fraction) / all_;
      report.seconds = clock_.seconds();
      report.seconds_left = clock_.seconds_left(report.fraction);
      return progress_(report);
    };
  }

  void add(const Area& part, PaintResult made) {
    copy(part, with_channels(made.image, 3), made.sources);
    add_missing(result_.notices, made.notices);
    if (result_.phases.empty()) result_.parameters = std::move(made.parameters);
    result_.phases.insert(result_.phases.end(), made.phases.begin(), made.phases.end());
    result_.planned_bytes = std::max(result_.planned_bytes, made.planned_bytes);
    result_.cancelled = made.cancelled;
    result_.uses.resize(std::max(result_.uses.size(), made.uses.size()));
    for (std::size_t i = 0; i < made.uses.size(); ++i) {
      result_.uses[i].share += made.uses[i].share * pixels(part) / all_;
      result_.uses[i].coverage += made.uses[i].coverage * pixels(part) / all_;
    }
    done_ += pixels(part);
  }

  bool cancelled() const { return result_.cancelled; }

  PaintResult finish() {
    result_.image = put_in(whole_, painted_);
    set_known_sources(whole_, sources_);
    result_.sources = std::move(sources_);
    return std::move(result_);
  }

 private:
  void copy(const Area& part, const Image& image, const SourceMap& sources) {
    if (sources.empty()) sources_.values.clear();
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x) {
        const std::size_t to = pixel_at(painted_, part.y + y, part.x + x);
        if (!is_clear(*whole_.canvas, to)) continue;
        std::copy_n(image.at(y, x), 3, &painted_.pixels[3 * to]);
        if (sources_.empty()) continue;
        const float* source = &sources.values[3 * pixel_at(image, y, x)];
        const float own[3] = {source[0] + static_cast<float>(part.x), source[1] + static_cast<float>(part.y),
                              source[2]};
        if (source[2] >= 0) std::copy_n(own, 3, &sources_.values[3 * to]);
      }
  }

  const Problem& whole_;
  const ProgressCallback& progress_;
  RunClock clock_;
  double all_ = 0, done_ = 0;
  Image painted_;
  SourceMap sources_;
  PaintResult result_;
};

}  // namespace

PaintRequest part_request(const PaintRequest& request, const Problem& whole, const Area& part) {
  const Size size{part.width, part.height};
  PaintRequest result;
  result.options = request.options;
  result.options.output_size = {};
  result.inpaint = cropped(*whole.picture, part.x, part.y, size);
  result.inpaint_mask = make_image(size.width, size.height, 1);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      if (is_clear(*whole.canvas, pixel_at(*whole.canvas, part.y + y, part.x + x)))
        *result.inpaint_mask->at(y, x) = 255;
  return result;
}

PaintResult paint_parts(const PaintRequest& request, const Problem& whole, const ProgressCallback& progress,
                        const PaintPart& paint) {
  Parts parts(whole, progress);
  for (std::size_t i = 0; i < whole.parts.size() && !parts.cancelled(); ++i)
    parts.add(whole.parts[i], paint(part_request(request, whole, whole.parts[i]), parts.report(i)));
  return parts.finish();
}

std::size_t bytes_beside_parts(const Problem& whole) {
  // The picture to paint into, its mask, both in the problem, what is painted, where it is from, the result,
  // and what is written to the file.
  constexpr std::size_t kFloats = 4 + 1 + 4 + 4 + 3 + 3 + 4 + 4;
  return whole.canvas->pixels.size() / 3 * kFloats * sizeof(float);
}

}  // namespace doodle
