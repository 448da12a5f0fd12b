#include "arrays.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "doodle/error.h"

namespace doodle::python {

std::string shape_of(const py::array& array) {
  std::string text = "(";
  for (py::ssize_t i = 0; i < array.ndim(); ++i) text += (i > 0 ? ", " : "") + std::to_string(array.shape(i));
  return text + (array.ndim() == 1 ? ",)" : ")");
}

namespace {

/// Where the values of an array lie: channels beyond the second dimension have a stride of their own.
struct Layout {
  py::ssize_t height, width, channels, row, column, channel;
};

Layout layout_of(const py::array& array) {
  const bool flat = array.ndim() == 2;
  if (!flat && array.ndim() != 3)
    throw BadInput("an array of shape " + shape_of(array) +
                   " is no picture; it needs height x width x channels");
  const Layout layout{array.shape(0),   array.shape(1),   flat ? 1 : array.shape(2),
                      array.strides(0), array.strides(1), flat ? 0 : array.strides(2)};
  if (layout.height < 1 || layout.width < 1)
    throw BadInput("an array of shape " + shape_of(array) + " has no pixels");
  if (layout.channels < 1 || layout.channels > 4)
    throw BadInput(
        "an array of shape " + shape_of(array) +
        " has no picture's channels; the last dimension must be 1 to 4 (height x width x channels)");
  constexpr py::ssize_t most = 65500;
  if (layout.height > most || layout.width > most)
    throw BadInput("an array of shape " + shape_of(array) +
                   " is too large; 65500 pixels on a side are the most");
  return layout;
}

/// Values that lie side by side, aligned or not, times `scale`: one loop, which the compiler vectorises.
/// Returns whether all are finite.
template <class T>
bool convert(const char* from, std::size_t count, float scale, float* to) {
  bool finite = true;
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, from + i * sizeof value, sizeof value);
    to[i] = static_cast<float>(value) * scale;
    if constexpr (!std::is_integral_v<T>)
      finite = finite & (std::abs(to[i]) <= std::numeric_limits<float>::max());
  }
  return finite;
}

/// One row of an array of any strides. Returns whether all values are finite.
template <class T>
bool fill_row(const char* from, const Layout& at, float scale, int colours, float* pixels, float* alpha) {
  constexpr py::ssize_t size = sizeof(T);
  if (alpha == nullptr && (at.channels == 1 || at.channel == size) && at.column == at.channels * size)
    return convert<T>(from, static_cast<std::size_t>(at.width * at.channels), scale, pixels);
  bool finite = true;
  for (py::ssize_t x = 0; x < at.width; ++x, from += at.column) {
    for (int c = 0; c < colours; ++c) finite &= convert<T>(from + c * at.channel, 1, scale, pixels++);
    if (alpha == nullptr) continue;
    finite &= convert<T>(from + colours * at.channel, 1, scale, alpha);
    *alpha++ /= 255;
  }
  return finite;
}

template <class T>
void fill(const py::array& array, const Layout& at, float scale, Image& image) {
  const char* row = static_cast<const char*>(array.data());
  float* alpha = image.alpha.empty() ? nullptr : image.alpha.data();
  bool finite = true;
  for (py::ssize_t y = 0; y < at.height; ++y, row += at.row) {
    const py::ssize_t first = y * at.width;
    finite &= fill_row<T>(row, at, scale, image.channels, image.pixels.data() + first * image.channels,
                          alpha == nullptr ? nullptr : alpha + first);
  }
  if (!finite) throw BadInput("the array holds a value that is not a finite number");
}

template <class T>
py::array write(const Image& image, float scale) {
  const bool alpha = !image.alpha.empty();
  const py::ssize_t channels = image.channels + (alpha ? 1 : 0);
  std::vector<py::ssize_t> shape{image.height, image.width};
  if (channels > 1) shape.push_back(channels);
  py::array_t<T> array(shape);
  T* out = array.mutable_data();
  const auto put = [&](float value) {
    if constexpr (std::is_integral_v<T>)
      *out++ = static_cast<T>(
          std::lround(std::clamp(value * scale, 0.0f, static_cast<float>(std::numeric_limits<T>::max()))));
    else
      *out++ = value * scale;
  };
  for (std::size_t i = 0; i < image.pixels.size() / static_cast<std::size_t>(image.channels); ++i) {
    for (int c = 0; c < image.channels; ++c)
      put(image.pixels[i * static_cast<std::size_t>(image.channels) + static_cast<std::size_t>(c)]);
    if (alpha) put(image.alpha[i] * 255);
  }
  return array;
}

}  // namespace

Image image_from(const py::array& array) {
  const Layout layout = layout_of(array);
  const bool alpha = layout.channels == 2 || layout.channels == 4;
  Image image = make_image(static_cast<int>(layout.width), static_cast<int>(layout.height),
                           layout.channels < 3 ? 1 : 3);
  if (alpha) image.alpha.resize(image.pixels.size() / static_cast<std::size_t>(image.channels));
  // Equal, not the same object: arrays from pickles bring a type object of their own.
  const py::dtype type = array.dtype();
  if (type.equal(py::dtype::of<std::uint8_t>())) {
    fill<std::uint8_t>(array, layout, 1, image);
  } else if (type.equal(py::dtype::of<bool>())) {
    fill<bool>(array, layout, 255, image);
  } else if (type.equal(py::dtype::of<std::uint16_t>())) {
    fill<std::uint16_t>(array, layout, 1 / 257.0f, image);
    image.type = SampleType::u16;
  } else if (type.equal(py::dtype::of<float>())) {
    fill<float>(array, layout, 255, image);
    image.type = SampleType::f32;
  } else {
    throw BadInput("an array of " + std::string(py::str(static_cast<const py::object&>(type))) +
                   " is no picture; convert it to bool, uint8, uint16, or float32 between 0 and 1");
  }
  return image;
}

py::array array_from(const Image& image, const std::string& dtype) {
  if (dtype == "uint8") return write<std::uint8_t>(image, 1);
  if (dtype == "uint16") return write<std::uint16_t>(image, 257);
  if (dtype == "float32") return write<float>(image, 1 / 255.0f);
  throw UsageError("dtype is '" + dtype + "'; choose one of uint8, uint16, float32");
}

}  // namespace doodle::python
