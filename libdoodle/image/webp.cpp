#include "image/webp.h"

#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/check.h"

namespace doodle {
namespace {

using Mux = std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)>;

std::vector<std::byte> profile_of(const WebPData& file) {
  const Mux mux(WebPMuxCreate(&file, 0), WebPMuxDelete);
  WebPData icc{};
  if (!mux || WebPMuxGetChunk(mux.get(), "ICCP", &icc) != WEBP_MUX_OK) return {};
  const auto* const bytes = reinterpret_cast<const std::byte*>(icc.bytes);
  return {bytes, bytes + icc.size};
}

std::vector<unsigned char> with_profile(const WebPMemoryWriter& image, std::span<const std::byte> icc) {
  const Mux mux(WebPMuxNew(), WebPMuxDelete);
  const WebPData pixels{image.mem, image.size};
  const WebPData profile{reinterpret_cast<const std::uint8_t*>(icc.data()), icc.size()};
  WebPData file{};
  const bool made = mux && WebPMuxSetImage(mux.get(), &pixels, 0) == WEBP_MUX_OK &&
                    WebPMuxSetChunk(mux.get(), "ICCP", &profile, 0) == WEBP_MUX_OK &&
                    WebPMuxAssemble(mux.get(), &file) == WEBP_MUX_OK;
  require<BadInput>(made, "the colour profile cannot be put into a WebP file");
  std::vector<unsigned char> bytes(file.bytes, file.bytes + file.size);
  WebPDataClear(&file);
  return bytes;
}

std::vector<std::uint8_t> eight_bits(const std::vector<float>& values) {
  std::vector<std::uint8_t> bytes(values.size());
  std::transform(values.begin(), values.end(), bytes.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255));
  });
  return bytes;
}

}  // namespace

std::optional<WebpContent> read_webp(const std::string& path, Size size, int channels) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> chars(std::istreambuf_iterator<char>(stream), {});
  const WebPData file{reinterpret_cast<const std::uint8_t*>(chars.data()), chars.size()};
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.bytes, file.size, &features) != VP8_STATUS_OK || features.has_animation ||
      Size{features.width, features.height} != size)
    return std::nullopt;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size.width) *
                                  static_cast<std::size_t>(size.height) * static_cast<std::size_t>(channels));
  const auto* const decoded = (channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto)(
      file.bytes, file.size, bytes.data(), bytes.size(), size.width * channels);
  if (decoded == nullptr) return std::nullopt;
  WebpContent content{{}, profile_of(file)};
  content.values.resize(bytes.size());
  std::transform(bytes.begin(), bytes.end(), content.values.begin(),
                 [](int byte) { return static_cast<float>(byte) / 255; });
  return content;
}

std::vector<unsigned char> encode_webp(const std::vector<float>& values, Size size, int channels,
                                       std::span<const std::byte> icc) {
  WebPConfig config;
  WebPPicture picture;
  expect(WebPConfigInit(&config) && WebPConfigLosslessPreset(&config, 4) && WebPPictureInit(&picture),
         "libwebp is of another version than its headers");
  config.exact = 1;  // keep the colours of clear pixels
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  const std::unique_ptr<WebPPicture, decltype(&WebPPictureFree)> free_picture(&picture, WebPPictureFree);
  const std::unique_ptr<WebPMemoryWriter, decltype(&WebPMemoryWriterClear)> free_writer(
      &writer, WebPMemoryWriterClear);
  picture.use_argb = 1;
  picture.width = size.width;
  picture.height = size.height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  const std::vector<std::uint8_t> bytes = eight_bits(values);
  const bool encoded = (channels == 4 ? WebPPictureImportRGBA : WebPPictureImportRGB)(
                           &picture, bytes.data(), size.width * channels) &&
                       WebPEncode(&config, &picture);
  require<BadInput>(encoded, "libwebp gives up (error {}); a WebP file has at most {} pixels on a side",
                    static_cast<int>(picture.error_code), WEBP_MAX_DIMENSION);
  if (!icc.empty()) return with_profile(writer, icc);
  return {writer.mem, writer.mem + writer.size};
}

}  // namespace doodle
