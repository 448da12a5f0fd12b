#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "base/aside_file.h"
#include "base/check.h"
#include "doodle/image.h"
#include "image/check_image.h"
#include "image/file_end.h"
#include "image/file_formats.h"
#include "image/icc.h"
#include "image/openimageio.h"
#include "image/png_bytes.h"
#include "image/reader.h"
#include "image/save_rows.h"
#include "image/webp.h"

namespace doodle {
namespace {

OIIO::TypeDesc stored_type(SampleType type) {
  switch (type) {
    case SampleType::u8:
      return OIIO::TypeDesc::UINT8;
    case SampleType::u16:
      return OIIO::TypeDesc::UINT16;
    case SampleType::f16:
      return OIIO::TypeDesc::HALF;
    default:
      return OIIO::TypeDesc::FLOAT;
  }
}

bool stores_alpha(const FileFormat& format, const Image& image) {
  return format.alpha && !image.alpha.empty();
}

/// Colours 0..255 as 0..1, with alpha where there is one, interleaved; OpenImageIO rounds to the stored type.
std::vector<float> stored_values(const Image& image, const FileFormat& format, SampleType type, int colours) {
  constexpr float largest_half = 65504;
  const bool integer = type == SampleType::u8 || type == SampleType::u16;
  const float low = integer                   ? 0
                    : type == SampleType::f16 ? -largest_half
                                              : std::numeric_limits<float>::lowest();
  const float high = integer ? 1 : type == SampleType::f16 ? largest_half : std::numeric_limits<float>::max();
  const std::size_t positions = image.pixels.size() / static_cast<std::size_t>(image.channels);
  std::vector<float> values;
  values.reserve(positions * static_cast<std::size_t>(colours + 1));
  for (std::size_t i = 0; i < positions; ++i) {
    const float alpha = image.alpha.empty() ? 1 : image.alpha[i];
    for (int c = 0; c < colours; ++c) {
      const int channel = std::min(c, image.channels - 1);
      const float value =
          image.pixels[i * static_cast<std::size_t>(image.channels) + static_cast<std::size_t>(channel)] /
          255;
      values.push_back(std::clamp(format.premultiplied ? value * alpha : value, low, high));
    }
    if (stores_alpha(format, image)) values.push_back(alpha);
  }
  return values;
}

void add_text(OIIO::ImageSpec& spec, const FileFormat& format, const SaveOptions& options) {
  for (const auto& [key, value] : options.text) {
    const bool fits = !key.empty() && key.size() <= 79 &&
                      std::all_of(key.begin(), key.end(), [](unsigned char c) { return c >= 32 && c < 127; });
    require<BadInput>(
        fits, "the text key \"{}\" cannot be stored; it must have 1 to 79 printable ASCII characters", key);
    if (format.text == TextStorage::pairs) spec.attribute(key, value);
  }
  if (format.text == TextStorage::description && !options.text.empty())
    spec.attribute(
        "ImageDescription",
        nlohmann::json(options.text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

OIIO::ImageSpec make_spec(const Image& image, const FileFormat& format, SampleType type,
                          const SaveOptions& options) {
  const int colours = image.channels == 1 && format.grey ? 1 : 3;
  const bool alpha = stores_alpha(format, image);
  OIIO::ImageSpec spec(image.width, image.height, colours + (alpha ? 1 : 0), stored_type(type));
  spec.channelnames = colours == 1 ? std::vector<std::string>{"Y"} : std::vector<std::string>{"R", "G", "B"};
  if (alpha) {
    spec.channelnames.push_back("A");
    spec.alpha_channel = colours;
  }
  add_text(spec, format, options);
  if (!format.premultiplied) spec.attribute("oiio:UnassociatedAlpha", 1);
  if (format.name == "JPEG") {
    spec.attribute("Compression", "jpeg:95");
    spec.attribute("jpeg:subsampling", "4:4:4");
  }
  if (format.profile && profile_fits(image.icc, colours))
    spec.attribute("ICCProfile", OIIO::TypeDesc(OIIO::TypeDesc::UINT8, static_cast<int>(image.icc.size())),
                   image.icc.data());
  return spec;
}

struct Encoded {
  std::vector<unsigned char> bytes;
  std::string error;  ///< empty when all went well
};

/// The file as bytes in memory: OpenImageIO's JPEG writer ends the process when the disk is full, and its PNG
/// writer does not notice.
Encoded encode(const FileFormat& format, const OIIO::ImageSpec& spec, const std::vector<float>& values) {
  if (format.writer == "webp") {
    const OIIO::ParamValue* const profile = spec.find_attribute("ICCProfile");
    std::span<const std::byte> icc;
    if (profile)
      icc = {static_cast<const std::byte*>(profile->data()), static_cast<std::size_t>(profile->datasize())};
    try {
      return {encode_webp(values, {spec.width, spec.height}, spec.nchannels, icc), ""};
    } catch (const BadInput& error) {
      return {{}, error.what()};
    }
  }
  OIIO::Filesystem::IOVecOutput memory;
  const auto output = OIIO::ImageOutput::create(format.writer);
  if (!output || !output->set_ioproxy(&memory))
    return {{}, fmt::format("this OpenImageIO does not write {}", format.name)};
  const bool written = output->open("image." + format.writer, spec) &&
                       output->write_image(OIIO::TypeDesc::FLOAT, values.data());
  std::string error = written ? "" : first_line(output->geterror());
  if (!output->close() && written) error = first_line(output->geterror());
  return {memory.buffer(), error};
}

const FileFormat& require_format(const std::string& path) {
  const FileFormat* const format = format_of(path);
  require<BadInput>(format != nullptr,
                    "{} cannot be written: its extension names no known format; use one of {}", path,
                    known_extensions);
  return *format;
}

std::vector<unsigned char> encode_checked(const FileFormat& format, const Image& image,
                                          const SaveOptions& options, const std::string& path) {
  const SampleType type = format.types[static_cast<int>(image.type)];
  OIIO::ImageSpec spec = make_spec(image, format, type, options);
  const int colours = spec.nchannels - (stores_alpha(format, image) ? 1 : 0);
  const std::vector<float> values = stored_values(image, format, type, colours);
  Encoded encoded = encode(format, spec, values);
  if (!encoded.error.empty() && spec.find_attribute("ICCProfile") != nullptr) {
    // libpng refuses profiles with faults that do no harm elsewhere; the picture matters more.
    spec.erase_attribute("ICCProfile");
    encoded = encode(format, spec, values);
  }
  require<BadInput>(encoded.error.empty(), "{} cannot be written: {}", path, encoded.error);
  return std::move(encoded.bytes);
}

/// Rows that are asked for at a time.
constexpr int kBand = 64;

/// An opaque RGB picture of 8 bits into the file at `file`; what went wrong, or nothing.
std::string write_bands(const FileFormat& format, const std::string& file, const Image& frame, Size size,
                        const RowSource& rows, const SaveOptions& options) {
  OIIO::ImageSpec spec = make_spec(frame, format, SampleType::u8, options);
  spec.width = spec.full_width = size.width;
  spec.height = spec.full_height = size.height;
  const auto output = OIIO::ImageOutput::create(format.writer);
  if (!output || !output->open(file, spec)) return first_line(output ? output->geterror() : OIIO::geterror());
  for (int top = 0; top < size.height; top += kBand) {
    const int count = std::min(kBand, size.height - top);
    const std::vector<float> values = stored_values(rows(top, count), format, SampleType::u8, 3);
    if (!output->write_scanlines(top, top + count, 0, OIIO::TypeDesc::FLOAT, values.data()))
      return first_line(output->geterror());
  }
  if (!output->close()) return first_line(output->geterror());
  return reaches_its_end(file) ? "" : "it is cut short; is the disk full?";
}

}  // namespace

void save_rows(const std::string& path, Size size, const RowSource& rows, const SaveOptions& options) {
  const FileFormat& format = require_format(path);
  if (format.name != "PNG" && format.name != "TIFF") return save_image(path, rows(0, size.height), options);
  AsideFile file(path);
  const std::string error = write_bands(format, file.path(), rows(0, 1), size, rows, options);
  require<BadInput>(error.empty(), "{} cannot be written: {}", path, error);
  file.replace_target();
}

void save_image(const std::string& path, const Image& image, const SaveOptions& options) {
  const FileFormat& format = require_format(path);
  require_consistent(image, "the image for " + path);
  require_finite(image, "the image for " + path);
  AsideFile file(path);
  const std::vector<unsigned char> bytes = encode_checked(format, image, options, path);
  file.replace_target(std::as_bytes(std::span(bytes)));
}

std::string encode_png(const Image& image, const std::string& name) {
  require_consistent(image, "the image for " + name);
  require_finite(image, "the image for " + name);
  const std::vector<unsigned char> bytes = encode_checked(require_format("memory.png"), image, {}, name);
  return {bytes.begin(), bytes.end()};
}

void check_output(const std::string& path) {
  { const AsideFile file(path); }
  require_format(path);
}

}  // namespace doodle
