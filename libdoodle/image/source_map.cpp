#include "doodle/source_map.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "base/check.h"
#include "image/check_image.h"
#include "image/turn.h"

namespace doodle {
namespace {

constexpr const char* kSizes = "styles";
constexpr float kLevels = 255;  // a float file holds an image's values over 255

/// `512x384 64x64` as sizes; none for anything else.
std::vector<Size> parse_sizes(const std::string& text) {
  std::vector<Size> sizes;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::istringstream parts(word);
    Size size;
    char cross = 0;
    if (!(parts >> size.width >> cross >> size.height) || cross != 'x' || !side_fits(size.width) ||
        !side_fits(size.height))
      return {};
    sizes.push_back(size);
  }
  return sizes;
}

/// Throws BadInput "NAME ..." unless there are three values a pixel that name places of its styles.
void require_sources(const SourceMap& map, const std::string& name) {
  require<BadInput>(side_fits(map.width) && side_fits(map.height),
                    "{} is of {}x{} pixels; sides must be 1 to {}", name, map.width, map.height,
                    largest_side);
  const std::size_t needed = 3 * static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
  require<BadInput>(map.values.size() == needed, "{} has {} values where {}x{} pixels need {}", name,
                    map.values.size(), map.width, map.height, needed);
  for (const Size style : map.styles)
    require<BadInput>(side_fits(style.width) && side_fits(style.height), "{} has a style of {}x{} pixels",
                      name, style.width, style.height);
  const auto styles = static_cast<float>(map.styles.size());
  for (std::size_t i = 0; i < needed; i += 3) {
    const float* at = &map.values[i];
    require<BadInput>(at[2] >= -1 && at[2] < styles, "{} names a style that it has no size of", name);
    require<BadInput>(std::isfinite(at[0]) && std::isfinite(at[1]), "{} has a place that is not a number",
                      name);
  }
}

/// The value of `style` nearest to what `at` (x, y, style) names in a map of another size.
const float* nearest(const Image& map, Size style, const float* at, std::size_t& pixel) {
  const auto place = [](float i, int from, int to) {
    const double scaled = (static_cast<double>(i) + 0.5) * to / from - 0.5;
    return static_cast<int>(std::lround(std::clamp(scaled, 0.0, to - 1.0)));
  };
  const int x = place(at[0], style.width, map.width), y = place(at[1], style.height, map.height);
  pixel = static_cast<std::size_t>(y) * map.width + x;
  return map.at(y, x);
}

/// Turns the vector as its patch was turned, and brings it to length 1.
void lay_normal(float* rgb, NormalMaps normals, Turn turn) {
  float vector[3], length = 0;
  for (int c = 0; c < 3; ++c) {
    vector[c] = rgb[c] / 127.5f - 1;
    length += vector[c] * vector[c];
  }
  const float down = normals == NormalMaps::gl ? -1.0f : 1.0f;
  vector[1] *= down;
  turn_direction(turn, vector[0], vector[1]);
  vector[1] *= down;
  if (length <= 0) return;
  for (int c = 0; c < 3; ++c) rgb[c] = 127.5f + 127.5f * vector[c] / std::sqrt(length);
}

void check_maps(const SourceMap& map, const std::vector<Image>& maps, NormalMaps normals) {
  require<BadInput>(maps.size() == map.styles.size(),
                    "the picture has {} styles but {} maps were given; give one per style, in the same order",
                    map.styles.size(), maps.size());
  for (std::size_t i = 0; i < maps.size(); ++i) {
    require_consistent(maps[i], fmt::format("map {}", i + 1));
    require<BadInput>(maps[i].channels == maps.front().channels,
                      "maps 1 and {} have {} and {} channels; they must have as many", i + 1,
                      maps.front().channels, maps[i].channels);
  }
  require<BadInput>(normals == NormalMaps::none || maps.front().channels == 3,
                    "normals need three channels; the map is grey");
}

}  // namespace

void save_source_map(const std::string& path, const SourceMap& map) {
  require<UsageError>(std::filesystem::path(path).extension() == ".exr",
                      "{}: source maps are OpenEXR files; give it a name that ends in .exr", path);
  require_sources(map, "the source map");
  Image image = make_image(map.width, map.height);
  image.type = SampleType::f32;
  for (std::size_t i = 0; i < map.values.size(); ++i) image.pixels[i] = map.values[i] * kLevels;
  std::string sizes;
  for (const Size size : map.styles)
    sizes += fmt::format("{}{}x{}", sizes.empty() ? "" : " ", size.width, size.height);
  save_image(path, image, {{{kSizes, sizes}}});
}

SourceMap load_source_map(const std::string& path) {
  const Image image = load_image(path);
  const auto text = read_image_text(path);
  const auto sizes = text.find(kSizes);
  SourceMap map{
      image.width, image.height, sizes == text.end() ? std::vector<Size>{} : parse_sizes(sizes->second), {}};
  require<BadInput>(image.channels == 3 && image.type == SampleType::f32 && !map.styles.empty(),
                    "{} is no source map; `doodle paint --save-map FILE.exr` writes one", path);
  for (const float v : image.pixels) map.values.push_back(v / kLevels);
  for (std::size_t i = 2; i < map.values.size(); i += 3) map.values[i] = std::round(map.values[i] * 8) / 8;
  require_sources(map, path);
  return map;
}

NormalMaps parse_normal_maps(const std::string& name) {
  if (name.empty()) return NormalMaps::none;
  require<UsageError>(name == "gl" || name == "dx", "normals are '{}'; choose one of gl, dx", name);
  return name == "gl" ? NormalMaps::gl : NormalMaps::dx;
}

Image apply_source_map(const SourceMap& map, const std::vector<Image>& maps, const ApplyOptions& options) {
  require_sources(map, "the source map");
  check_maps(map, maps, options.normals);
  const Image& first = maps.front();
  Image result = make_image(map.width, map.height, first.channels);
  result.type = first.type;
  result.icc = first.icc;
  const bool alpha = std::any_of(maps.begin(), maps.end(), [](const Image& m) { return !m.alpha.empty(); });
  const bool gaps = std::any_of(map.values.begin(), map.values.end(), [](float v) { return v < -0.5f; });
  if (alpha || gaps) result.alpha.assign(static_cast<std::size_t>(map.width) * map.height, 0.0f);
  for (std::size_t p = 0; p * 3 < map.values.size(); ++p) {
    const float* at = &map.values[3 * p];
    if (at[2] < 0) continue;
    const auto style = static_cast<std::size_t>(at[2]);
    std::size_t pixel = 0;
    const float* value = nearest(maps[style], map.styles[style], at, pixel);
    float* out = &result.pixels[p * static_cast<std::size_t>(first.channels)];
    std::copy_n(value, first.channels, out);
    if (options.normals != NormalMaps::none) lay_normal(out, options.normals, Turn::of(source_turn(at[2])));
    if (!result.alpha.empty()) result.alpha[p] = maps[style].alpha.empty() ? 1.0f : maps[style].alpha[pixel];
  }
  return result;
}

}  // namespace doodle
