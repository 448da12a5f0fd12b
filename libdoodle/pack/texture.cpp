#include "pack/texture.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/check.h"
#include "image/grey.h"
#include "image/png_bytes.h"
#include "image/torus.h"
#include "pack/animation.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

/// The texture, then its companions.
std::vector<Image> decode_all(const PackSource& pack, const PackEntry& entry) {
  std::vector<Image> pictures{decode_png(pack.read(entry.name), entry.name)};
  for (const std::string& name : entry.companions) pictures.push_back(decode_png(pack.read(name), name));
  return pictures;
}

TextureJob describe(const PackEntry& entry, StylePhotos& photos) {
  TextureJob job;
  job.name = entry.name;
  job.kind = *entry.kind;
  job.grey = entry.grey;
  job.options = entry.options;
  job.frames = static_cast<int>(entry.frames.size());
  for (const PackStyle& style : entry.styles) {
    job.style_names.push_back(style.name);
    job.styles.push_back(style.path.empty() ? nullptr : photos.image(style.path));
  }
  return job;
}

/// The result in the channels of the job, with all companions.
TextureResult completed(const TextureJob& job, TextureResult result) {
  const Size wanted{job.image.width * job.options.scale, job.image.height * job.options.scale};
  expect(result.image.size() == wanted, "an upscaled texture has the wrong size");
  result.image = with_channels(result.image, job.image.channels);
  if (job.grey) make_grey(result.image);
  if (result.companions.empty())
    for (const Image& companion : job.companions)
      result.companions.push_back(resize(companion, wanted, Filter::nearest));
  expect(result.companions.size() == job.companions.size(), "companions of an upscaled texture are missing");
  for (std::size_t i = 0; i < result.companions.size(); ++i)
    expect(
        result.companions[i].size() == wanted && result.companions[i].channels == job.companions[i].channels,
        "an upscaled companion has the wrong size or channels");
  return result;
}

/// Empty pictures to put the frames into.
std::vector<Image> make_canvases(const std::vector<Image>& pictures, Size size) {
  std::vector<Image> canvases;
  for (const Image& picture : pictures) {
    Image canvas = make_image(size.width, size.height, picture.channels);
    canvas.type = picture.type;
    canvas.icc = picture.icc;
    canvases.push_back(std::move(canvas));
  }
  return canvases;
}

/// The frame of the texture, then those of its companions.
std::vector<Image> cut_frames(const std::vector<Image>& pictures, Size frame, int index) {
  std::vector<Image> frames;
  for (const Image& picture : pictures) frames.push_back(cut_frame(picture, frame, index));
  return frames;
}

bool same_pixels(const std::vector<Image>& a, const std::vector<Image>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Image& one, const Image& other) {
    return one.pixels == other.pixels && one.alpha == other.alpha;
  });
}

/// What becomes of the job with the frames of cut_frames(); empty when it was said to stop.
std::vector<Image> enlarged_frame(TextureJob& job, const std::vector<Image>& frame,
                                  const UpscaleTexture& upscale) {
  job.image = frame.front();
  job.companions.assign(frame.begin() + 1, frame.end());
  TextureResult result = upscale(job);
  if (result.cancelled) return {};
  result = completed(job, std::move(result));
  std::vector<Image> made{std::move(result.image)};
  std::move(result.companions.begin(), result.companions.end(), std::back_inserter(made));
  return made;
}

}  // namespace

std::string texture_key(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                        const std::string& method) {
  Json key{{"version", DOODLE_VERSION},
           {"method", method},
           {"kind", kind_name(*entry.kind)},
           {"scale", entry.options.scale},
           {"tile", {entry.options.tile_x, entry.options.tile_y}},
           {"variety", optional_json(entry.options.variety)},
           {"keep_colour", optional_json(entry.options.keep_colour)},
           {"random_seed", entry.options.random_seed},
           {"frame", {entry.frame.width, entry.frame.height}},
           {"frames", entry.frames},
           {"textures", {sha256_of_bytes(pack.read(entry.name))}},
           {"styles", Json::array()}};
  for (const std::string& name : entry.companions)
    key["textures"].push_back(sha256_of_bytes(pack.read(name)));
  for (const PackStyle& style : entry.styles)
    key["styles"].push_back(style.path.empty() ? "self" : photos.hash(style.path));
  return sha256_of_bytes(key.dump(-1, ' ', true, Json::error_handler_t::replace));
}

std::vector<Image> make_texture(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                                const UpscaleTexture& upscale, const BeforeFrame& before) {
  const std::vector<Image> pictures = decode_all(pack, entry);
  const int scale = entry.options.scale;
  const Size enlarged{entry.frame.width * scale, entry.frame.height * scale};
  std::vector<Image> canvases = make_canvases(pictures, entry.new_size);
  TextureJob job = describe(entry, photos);
  std::vector<std::vector<Image>> frames;
  for (const int index : entry.frames) {
    if (!before(job.frame)) return {};
    std::vector<Image> frame = cut_frames(pictures, entry.frame, index);
    const auto equal = std::find_if(frames.begin(), frames.end(),
                                    [&](const auto& earlier) { return same_pixels(earlier, frame); });
    const std::vector<Image> made =
        equal == frames.end()
            ? enlarged_frame(job, frame, upscale)
            : cut_frames(canvases, enlarged, entry.frames[static_cast<std::size_t>(equal - frames.begin())]);
    if (made.empty()) return {};
    for (std::size_t i = 0; i < made.size(); ++i) paste_frame(canvases[i], made[i], index);
    frames.push_back(std::move(frame));
    ++job.frame;
  }
  return canvases;
}

Image make_seam_reference(const PackSource& pack, const PackEntry& entry, StylePhotos& photos,
                          const UpscaleTexture& upscale) {
  const int x = entry.options.tile_x ? entry.frame.width / 2 : 0;
  const int y = entry.options.tile_y ? entry.frame.height / 2 : 0;
  const int scale = entry.options.scale;
  TextureJob job = describe(entry, photos);
  const Image first =
      cut_frame(decode_png(pack.read(entry.name), entry.name), entry.frame, entry.frames.front());
  job.image = cropped(continued(first, x, y), 0, 0, first.size());
  TextureResult result = upscale(job);
  if (result.cancelled) return {};
  const Image made = completed(job, std::move(result)).image;
  return cropped(continued(made, x * scale, y * scale), 2 * x * scale, 2 * y * scale, made.size());
}

}  // namespace doodle
