#include <algorithm>
#include <limits>

#include "base/check.h"
#include "doodle/image.h"
#include "image/check_image.h"
#include "image/for_rows.h"
#include "image/resize_weights.h"
#include "image/torus.h"

namespace doodle {
namespace {

/// height x width x channels floats, interleaved.
struct Plane {
  int width, height, channels;
  std::vector<float> values;

  Plane(int w, int h, int c)
      : width(w), height(h), channels(c), values(row_size() * static_cast<std::size_t>(h)) {}
  std::size_t row_size() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
  float* row(std::int64_t y) { return values.data() + static_cast<std::size_t>(y) * row_size(); }
  const float* row(std::int64_t y) const { return values.data() + static_cast<std::size_t>(y) * row_size(); }
};

template <int channels>
void resize_row(const float* in, const std::vector<Taps>& taps, float* out) {
  for (const Taps& tap : taps) {
    float sum[channels] = {};
    const float* sample = in + static_cast<std::ptrdiff_t>(tap.first) * channels;
    for (float weight : tap.weights)
      for (int c = 0; c < channels; ++c) sum[c] += weight * *sample++;
    for (int c = 0; c < channels; ++c) *out++ = sum[c];
  }
}

Plane resize_width(const Plane& in, int width, Filter filter) {
  Plane out(width, in.height, in.channels);
  const std::vector<Taps> taps = axis_taps(in.width, width, filter);
  for_rows(in.height, out.row_size(), [&](std::int64_t y) {
    switch (in.channels) {
      case 1:
        resize_row<1>(in.row(y), taps, out.row(y));
        break;
      case 2:
        resize_row<2>(in.row(y), taps, out.row(y));
        break;
      case 3:
        resize_row<3>(in.row(y), taps, out.row(y));
        break;
      default:
        resize_row<4>(in.row(y), taps, out.row(y));
        break;
    }
  });
  return out;
}

Plane resize_height(const Plane& in, int height, Filter filter) {
  Plane out(in.width, height, in.channels);
  const std::vector<Taps> taps = axis_taps(in.height, height, filter);
  for_rows(height, out.row_size(), [&](std::int64_t y) {
    const Taps& tap = taps[static_cast<std::size_t>(y)];
    float* const to = out.row(y);
    for (std::size_t t = 0; t < tap.weights.size(); ++t) {
      const float weight = tap.weights[t];
      const float* const from = in.row(tap.first + static_cast<std::int64_t>(t));
      for (std::size_t i = 0; i < in.row_size(); ++i) to[i] += weight * from[i];
    }
  });
  return out;
}

/// Colours, or colours times alpha followed by alpha.
Plane weighted(const Image& image) {
  const int colours = image.channels;
  const bool alpha = !image.alpha.empty();
  Plane plane(image.width, image.height, colours + (alpha ? 1 : 0));
  if (!alpha) {
    plane.values = image.pixels;
    return plane;
  }
  for_rows(image.height, plane.row_size(), [&](std::int64_t y) {
    float* to = plane.row(y);
    for (int x = 0; x < image.width; ++x) {
      const float a = image.alpha[static_cast<std::size_t>(y) * image.width + x];
      for (int c = 0; c < colours; ++c) *to++ = image.at(static_cast<int>(y), x)[c] * a;
      *to++ = a;
    }
  });
  return plane;
}

struct Range {
  float low, high;
  float clamp(float value) const { return std::clamp(value, low, high); }
};

/// The least and greatest value of any pixel that can be seen.
Range visible_range(const Image& image) {
  Range range{std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest()};
  for (std::size_t i = 0; i < image.alpha.size(); ++i) {
    if (image.alpha[i] <= 0) continue;
    for (int c = 0; c < image.channels; ++c) {
      const float value = image.pixels[i * image.channels + c];
      range = {std::min(range.low, value), std::max(range.high, value)};
    }
  }
  return range;
}

/// Divides by alpha. Where nothing is left to be seen, the colour is that of the source pixel under the
/// centre, so that colours painted under clear pixels survive. Negative lobes make alpha and colour differ in
/// sign near edges; there the colour is held within the range of the colours that can be seen.
void divide_by_alpha(const Plane& plane, const Image& source, Image& out) {
  const Range range = visible_range(source);
  const std::size_t colours = static_cast<std::size_t>(source.channels);
  out.alpha.resize(static_cast<std::size_t>(out.width) * out.height);
  for_rows(out.height, plane.row_size(), [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < out.width; ++x) {
      const float* const from = plane.row(y) + static_cast<std::size_t>(x) * (colours + 1);
      const float alpha = from[colours];
      const float* const hidden =
          source.at(nearest_sample(y, source.height, out.height), nearest_sample(x, source.width, out.width));
      for (std::size_t c = 0; c < colours; ++c) {
        float value = hidden[c];
        if (alpha > 1e-6f) value = alpha < 0.999f ? range.clamp(from[c] / alpha) : from[c] / alpha;
        out.at(y, x)[c] = value;
      }
      out.alpha[static_cast<std::size_t>(y) * out.width + x] = std::clamp(alpha, 0.0f, 1.0f);
    }
  });
}

Image resize_nearest(const Image& image, Image out) {
  if (!image.alpha.empty()) out.alpha.resize(static_cast<std::size_t>(out.width) * out.height);
  for_rows(out.height, static_cast<std::size_t>(out.width), [&](std::int64_t row) {
    const int y = static_cast<int>(row), from_y = nearest_sample(y, image.height, out.height);
    for (int x = 0; x < out.width; ++x) {
      const int from_x = nearest_sample(x, image.width, out.width);
      std::copy_n(image.at(from_y, from_x), image.channels, out.at(y, x));
      if (!image.alpha.empty())
        out.alpha[static_cast<std::size_t>(y) * out.width + x] =
            image.alpha[static_cast<std::size_t>(from_y) * image.width + from_x];
    }
  });
  return out;
}

void clamp_to_bytes(Image& image) {
  if (image.type == SampleType::f16 || image.type == SampleType::f32) return;
  for (float& value : image.pixels) value = std::clamp(value, 0.0f, 255.0f);
}

/// Continues the image over its sides, resizes that, and cuts out the middle.
Image resize_torus(const Image& image, Size size, Filter filter, Wrap wrap) {
  const int x = wrap.x ? circle_margin(image.width, size.width) : 0;
  const int y = wrap.y ? circle_margin(image.height, size.height) : 0;
  const auto scaled = [](int margin, int in, int out) {
    return static_cast<int>(static_cast<std::int64_t>(margin) * out / in);
  };
  const int left = scaled(x, image.width, size.width), top = scaled(y, image.height, size.height);
  const Size wide{size.width + 2 * left, size.height + 2 * top};
  return cropped(resize(continued(image, x, y), wide, filter), left, top, size);
}

}  // namespace

Image resize(const Image& image, Size size, Filter filter, Wrap wrap) {
  require_consistent(image, "the image to resize");
  require<BadInput>(side_fits(size.width) && side_fits(size.height),
                    "cannot resize to {}x{}; sides are 1 to {}", size.width, size.height, largest_side);
  if (size == image.size()) return image;
  // The other two never look beyond a side.
  if (wrap.any() && (filter == Filter::bicubic || filter == Filter::lanczos))
    return resize_torus(image, size, filter, wrap);
  Image out = make_image(size.width, size.height, image.channels);
  out.type = image.type;
  out.icc = image.icc;
  if (filter == Filter::nearest) return resize_nearest(image, std::move(out));

  Plane plane = weighted(image);
  if (size.width != image.width) plane = resize_width(plane, size.width, filter);
  if (size.height != image.height) plane = resize_height(plane, size.height, filter);
  if (image.alpha.empty())
    out.pixels = std::move(plane.values);
  else
    divide_by_alpha(plane, image, out);
  clamp_to_bytes(out);
  return out;
}

}  // namespace doodle
