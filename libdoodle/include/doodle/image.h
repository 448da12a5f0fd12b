#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace doodle {

/// Width and height in pixels, in this order everywhere that a person reads or writes them.
struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

/// The axes along which a picture is a torus: what leaves it on one side comes in on the other, so that
/// copies side by side show no seam.
struct Wrap {
  bool x = false;  ///< left and right
  bool y = false;  ///< top and bottom
  bool any() const { return x || y; }
  bool operator==(const Wrap&) const = default;
};

/// How samples are stored in a file. Working values are always float, 0..255, whatever the file holds.
enum class SampleType { u8, u16, f16, f32 };

/// A picture in memory. Colour and alpha are kept apart: colour is never multiplied by alpha.
struct Image {
  int width = 0;
  int height = 0;
  int channels = 3;           ///< 1 (grey) or 3 (RGB)
  std::vector<float> pixels;  ///< height x width x channels, row by row, interleaved, 0..255
  std::vector<float> alpha;   ///< height x width, 0 (clear) .. 1 (opaque); empty means opaque everywhere
  SampleType type = SampleType::u8;  ///< of the file it came from; save_image() keeps it where the format can
  std::vector<std::byte> icc;        ///< the file's ICC profile, byte for byte; empty means sRGB

  Size size() const { return {width, height}; }
  bool empty() const { return width == 0 || height == 0; }
  float* at(int y, int x) { return &pixels[(static_cast<std::size_t>(y) * width + x) * channels]; }
  const float* at(int y, int x) const {
    return &pixels[(static_cast<std::size_t>(y) * width + x) * channels];
  }
};

/// An image of one colour, opaque. Throws BadInput unless width and height are 1..65,500 and channels 1 or 3.
Image make_image(int width, int height, int channels = 3, float value = 0);

/// Reads a file of any format that OpenImageIO knows: 8 or 16 bits or float, grey or RGB, with or without
/// alpha; further channels are dropped. EXIF orientation is applied; premultiplied colour is divided by
/// alpha. Throws BadInput, naming the path, when the file is missing, unreadable, truncated, of zero size,
/// larger than 30,000 pixels on a side, or contains NaN or infinity. Without image files
/// (DOODLE_IMAGE_IO=OFF) it always throws.
Image load_image(const std::string& path);

/// What save_image() writes besides the pixels.
struct SaveOptions {
  /// Key and value pairs: text chunks in PNG, string attributes in OpenEXR, a JSON object as the description
  /// of TIFF and JPEG; WebP has none. Keys have 1 to 79 printable ASCII characters; values should be ASCII
  /// (PNG says Latin-1).
  std::map<std::string, std::string> text;
};

/// Writes a file whose format follows from the name's extension, in the sample type of the image where the
/// format can hold it (else the nearest). The file is written beside its place under a temporary name and
/// renamed when complete, so an existing file survives any failure; a symbolic link stays one. PNG (8, 16
/// bits), TIFF (8, 16 bits, float), OpenEXR (half, float; no profile), JPEG (8 bits, quality 95, no alpha:
/// colours stay as they are) and WebP (8 bits, lossless, no grey). A profile that does not fit the channels
/// is left out. Throws BadInput, naming the path and the reason, when it cannot be written, the extension is
/// unknown, or the image is inconsistent or has NaN or infinity.
void save_image(const std::string& path, const Image& image, const SaveOptions& options = {});

/// Throws what save_image() would throw for this path whatever the image: an unknown extension, a missing
/// folder, no permission. To be called before a long run. Leaves an existing file alone.
void check_output(const std::string& path);

/// The text pairs of a file, as SaveOptions::text stored them: a PNG's text chunks (whoever wrote them), an
/// OpenEXR file's string attributes, or the JSON object in the description of a TIFF or JPEG. Empty when
/// there are none. Throws BadInput as load_image() does; the pixels are not read.
std::map<std::string, std::string> read_image_text(const std::string& path);

/// Filters for resize(). `area` averages exactly what each output pixel covers (best for shrinking);
/// `lanczos` is Lanczos-3; `bicubic` is Catmull-Rom; `nearest` takes the pixel under the centre. When
/// shrinking, lanczos and bicubic are widened by the ratio, so nothing aliases.
enum class Filter { nearest, area, bicubic, lanczos };

/// The image in another size; alpha is resized with it, and weighs the colours so that clear pixels do not
/// bleed. Values are clamped to 0..255 for SampleType u8 and u16 and left alone for float. Borders replicate,
/// or along the axes of `wrap` go on at the other side. Throws BadInput when `size` is not 1..65,500 on both
/// sides.
Image resize(const Image& image, Size size, Filter filter, Wrap wrap = {});

/// The image with three channels: grey is repeated. RGB is returned as it is.
Image to_rgb(const Image& image);

}  // namespace doodle
