// Any two small pictures are a sound pair of maps; any text is a sound labels.toml or a BadInput.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "doodle/error.h"
#include "doodle/maps.h"
#include "fuzz/driver.h"

namespace {

void require_sound(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

/// A picture of at most 16x16 pixels; missing bytes are 0. The first byte says its size, the second whether
/// it has alpha.
doodle::Image picture(const std::uint8_t* data, std::size_t size, std::size_t& used) {
  const auto next = [&]() -> int { return used < size ? data[used++] : 0; };
  const int sides = next(), alpha = next();
  doodle::Image image = doodle::make_image(1 + sides % 16, 1 + sides / 16);
  for (float& value : image.pixels) value = static_cast<float>(next());
  if (alpha % 2 == 1)
    for (int i = 0; i < image.width * image.height; ++i) image.alpha.push_back(next() < 64 ? 0.0f : 1.0f);
  return image;
}

void check_weights(const doodle::SemanticMap& map) {
  const auto channels = static_cast<std::size_t>(map.channels);
  for (std::size_t p = 0; p < map.values.size(); p += channels) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += map.values[p + c];
    require_sound(std::abs(sum - 1) < 1e-4f, "the weights of a position do not sum to 1");
  }
}

void try_maps(const std::uint8_t* data, std::size_t size) {
  std::size_t used = 0;
  const doodle::Image style = picture(data, size, used), target = picture(data, size, used);
  doodle::MapOptions options;
  options.mode = doodle::MapMode::labels;
  const doodle::SemanticMaps maps = doodle::read_maps({style}, target, options);
  require_sound(!maps.labels.empty(), "there is no label");
  check_weights(maps.target);
  check_weights(maps.styles.front());
  doodle::read_maps({style}, target);
}

void try_labels(const std::uint8_t* data, std::size_t size) {
  const std::string path = "fuzz_labels.toml";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    require_sound(!doodle::read_label_file(path).empty(), "a label file without labels was taken");
  } catch (const doodle::BadInput& refusal) {
    require_sound(std::string(refusal.what()).find(path) != std::string::npos, "no file is named");
  }
  std::remove(path.c_str());
}

}  // namespace

std::vector<std::string> fuzz_seeds() {
  return {
      "[[label]]\nname = \"sky\"\ncolour = \"#87ceeb\"\nid = 1\n\n[[label]]\nname = \"sea\"\ncolour = "
      "\"#0000ff\"\n",
      std::string(2, '\x77') + std::string(192, '\x20') + std::string(2, '\x77') + std::string(192, '\xf0')};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_maps(data, size);
  try_labels(data, size);
  return 0;
}
