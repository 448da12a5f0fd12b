#include <algorithm>
#include <cmath>
#include <new>
#include <optional>
#include <sstream>

#include "base/check.h"
#include "base/parallel.h"
#include "doodle/image.h"
#include "image/check_image.h"
#include "image/file_end.h"
#include "image/icc.h"
#include "image/openimageio.h"
#include "image/orientation.h"
#include "image/png_bytes.h"
#include "image/png_check.h"
#include "image/reader.h"
#include "image/webp.h"

namespace doodle {
namespace {

/// Where the colours and alpha lie in a pixel of the file.
struct Layout {
  int colours = 3;  ///< 1 or 3, from channel 0
  int alpha = -1;   ///< channel, or -1
  bool premultiplied = false;
  int stride() const { return std::max(colours, alpha + 1); }
};

Layout layout_of(const OIIO::ImageInput& input, const OIIO::ImageSpec& spec) {
  Layout layout;
  layout.alpha = spec.alpha_channel;
  if (layout.alpha >= spec.nchannels)
    layout.alpha = spec.nchannels - 1;  // OpenImageIO 2.4 counts a GIF's from 1
  layout.colours = spec.nchannels - (layout.alpha >= 0 ? 1 : 0) >= 3 ? 3 : 1;
  if (layout.alpha < layout.colours) layout.alpha = -1;
  // Other formats store colours as they are, although OpenImageIO does not say so.
  const std::string format = input.format_name();
  layout.premultiplied = layout.alpha >= 0 && spec.get_int_attribute("oiio:UnassociatedAlpha") == 0 &&
                         (format == "openexr" || format == "tiff" || format == "webp");
  return layout;
}

SampleType sample_type(OIIO::TypeDesc format) {
  if (format == OIIO::TypeDesc::HALF) return SampleType::f16;
  if (format.is_floating_point() || format.basesize() > 2) return SampleType::f32;
  return format.basesize() == 2 ? SampleType::u16 : SampleType::u8;
}

/// Values of the file, 0..1 for integers, as 0..255. Integers come out exactly: v for 8 bits, v / 257 for 16.
float working_value(float value, SampleType type) {
  if (type == SampleType::u8) return std::round(value * 255);
  if (type == SampleType::u16) return std::round(value * 65535) / 257;
  return value * 255;
}

/// Undoes the multiplication by alpha; at clear pixels there is nothing to undo.
float straight(float colour, float alpha, SampleType type) {
  if (alpha < 1e-6f) return colour;
  const bool integer = type == SampleType::u8 || type == SampleType::u16;
  return integer ? std::min(colour / alpha, 1.0f) : colour / alpha;
}

std::vector<float> read_values(OIIO::ImageInput& input, const std::string& path, const Layout& layout) {
  const OIIO::ImageSpec& spec = input.spec();
  const auto stride = static_cast<std::size_t>(layout.stride());
  std::vector<float> values(static_cast<std::size_t>(spec.width) * static_cast<std::size_t>(spec.height) *
                            stride);
  const bool read = input.read_image(0, 0, 0, layout.stride(), OIIO::TypeDesc::FLOAT, values.data());
  const std::string error = input.geterror();
  // libjpeg goes on after damage with a mere warning. Stray bytes between markers are harmless and some
  // cameras write them.
  const bool harmless = error.empty() || error.find("extraneous bytes") != std::string::npos;
  require<BadInput>(read && harmless, "{} is damaged or truncated: {}; get a complete copy", path,
                    first_line(error));
  return values;
}

void check_spec(const OIIO::ImageSpec& spec, const std::string& path) {
  require<BadInput>(spec.width >= 1 && spec.height >= 1 && spec.nchannels >= 1, "{} has no pixels", path);
  require<BadInput>(spec.width <= largest_file_side && spec.height <= largest_file_side,
                    "{} is {}x{} pixels; at most {} on a side can be read: make it smaller first", path,
                    spec.width, spec.height, largest_file_side);
  require<BadInput>(!spec.deep && spec.depth <= 1, "{} is a deep or volume image; flatten it first", path);
}

std::vector<std::byte> profile_bytes(const OIIO::ImageSpec& spec) {
  const OIIO::ParamValue* const profile = spec.find_attribute("ICCProfile");
  if (profile == nullptr) return {};
  const auto* const bytes = static_cast<const std::byte*>(profile->data());
  return {bytes, bytes + profile->datasize()};
}

Image read_pixels(OIIO::ImageInput& input, const std::string& path) {
  const OIIO::ImageSpec& spec = input.spec();
  Layout layout = layout_of(input, spec);
  std::optional<WebpContent> webp;
  if (input.format_name() == std::string("webp"))
    webp = read_webp(path, {spec.width, spec.height}, layout.stride());
  if (webp) layout.premultiplied = false;
  const std::vector<float> values = webp ? std::move(webp->values) : read_values(input, path, layout);
  Image image = make_image(spec.width, spec.height, layout.colours);
  image.type = sample_type(spec.format);
  image.icc = webp ? std::move(webp->icc) : profile_bytes(spec);
  if (!profile_fits(image.icc, image.channels))
    image.icc.clear();  // such as the CMYK profile of a JPEG read as RGB
  if (layout.alpha >= 0) image.alpha.resize(image.pixels.size() / static_cast<std::size_t>(layout.colours));
  parallel_for(image.height, [&](std::int64_t row) {
    const std::size_t begin = static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width);
    for (std::size_t i = begin; i < begin + static_cast<std::size_t>(image.width); ++i) {
      const float* const from = &values[i * static_cast<std::size_t>(layout.stride())];
      const float alpha = layout.alpha >= 0 ? from[layout.alpha] : 1;
      for (int c = 0; c < layout.colours; ++c) {
        const float value = layout.premultiplied ? straight(from[c], alpha, image.type) : from[c];
        image.pixels[i * static_cast<std::size_t>(layout.colours) + static_cast<std::size_t>(c)] =
            working_value(value, image.type);
      }
      if (layout.alpha >= 0) image.alpha[i] = alpha;
    }
  });
  return image;
}

Image read_upright(OIIO::ImageInput& input, const std::string& path) {
  const OIIO::ImageSpec& spec = input.spec();
  check_spec(spec, path);
  try {
    Image image = read_pixels(input, path);
    require_finite(image, path);
    for (float& alpha : image.alpha) alpha = std::clamp(alpha, 0.0f, 1.0f);
    return upright(std::move(image), spec.get_int_attribute("Orientation", 1));
  } catch (const std::bad_alloc&) {
    throw OutOfMemory(
        fmt::format("{} does not fit into memory: it is {}x{} pixels", path, spec.width, spec.height));
  }
}

}  // namespace

Image load_image(const std::string& path) {
  return read_upright(*open_image(path), path);
}

Image decode_png(std::string_view bytes, const std::string& name) {
  png_size(bytes, name);
  std::istringstream stream{std::string(bytes)};
  require<BadInput>(reaches_its_end(stream), "{} is truncated: it stops before the end of the image", name);
  stream.clear();
  stream.seekg(0);
  require_sound_png(name, stream);
  OIIO::ImageSpec hints;
  hints.attribute("oiio:UnassociatedAlpha", 1);
  OIIO::Filesystem::IOMemReader memory(const_cast<char*>(bytes.data()), bytes.size());
  const auto input = OIIO::ImageInput::create("png");
  OIIO::ImageSpec spec;
  const bool open = input && input->set_ioproxy(&memory) && input->open("memory.png", spec, hints);
  require<BadInput>(open, "{} cannot be read as an image: {}", name,
                    first_line(input ? input->geterror() : OIIO::geterror()));
  return read_upright(*input, name);
}

}  // namespace doodle
