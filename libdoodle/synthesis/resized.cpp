#include "synthesis/resized.h"

#include <algorithm>

namespace doodle {
namespace {

AxisTerms axis_terms(Backend& backend, int in, int out, Filter filter, bool wraps) {
  wraps = wraps && (filter == Filter::bicubic || filter == Filter::lanczos);
  return upload_taps(backend, wraps ? circle_taps(in, out, filter) : axis_taps(in, out, filter), in);
}

}  // namespace

AxisTerms upload_taps(Backend& backend, const std::vector<Taps>& taps, int in) {
  std::size_t terms = 0;  // all rows are filled up to the longest with terms that count for nothing
  for (const Taps& tap : taps) terms = std::max(terms, tap.weights.size());
  std::vector<std::int32_t> index(taps.size() * terms, 0);
  std::vector<float> weight(taps.size() * terms, 0);
  for (std::size_t i = 0; i < taps.size(); ++i) {
    for (std::size_t t = 0; t < taps[i].weights.size(); ++t) {
      const int sample = (taps[i].first + static_cast<int>(t)) % in;
      index[i * terms + t] = sample < 0 ? sample + in : sample;
      weight[i * terms + t] = taps[i].weights[t];
    }
  }
  const Shape shape{static_cast<int>(taps.size()), static_cast<int>(terms), 1};
  return {backend.upload<std::int32_t>(shape, index.data()), backend.upload<float>(shape, weight.data())};
}

Tensor<float> resized(Backend& backend, const Tensor<float>& picture, Size size, Filter filter, Wrap wrap) {
  const Shape from = picture.shape();
  if (from.width == size.width && from.height == size.height) return picture;
  Tensor<float> to = backend.allocate<float>({size.height, size.width, from.channels});
  backend.resample(picture, axis_terms(backend, from.width, size.width, filter, wrap.x),
                   axis_terms(backend, from.height, size.height, filter, wrap.y), {0, 255}, to);
  return to;
}

}  // namespace doodle
