#include "image/colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace doodle {
namespace {

struct NamedColour {
  const char* name;
  Colour colour;
};
constexpr NamedColour kNames[] = {
    {"black", {0, 0, 0}},        {"white", {255, 255, 255}},    {"grey", {128, 128, 128}},
    {"red", {255, 0, 0}},        {"dark red", {160, 0, 0}},     {"green", {0, 255, 0}},
    {"dark green", {0, 100, 0}}, {"blue", {0, 0, 255}},         {"dark blue", {0, 0, 139}},
    {"yellow", {255, 255, 0}},   {"cyan", {0, 255, 255}},       {"magenta", {255, 0, 255}},
    {"orange", {255, 165, 0}},   {"brown", {139, 69, 19}},      {"pink", {255, 192, 203}},
    {"purple", {128, 0, 128}},   {"sky blue", {135, 206, 235}}, {"olive", {128, 128, 0}},
    {"teal", {0, 128, 128}},     {"beige", {245, 245, 220}},    {"light grey", {211, 211, 211}},
    {"dark grey", {64, 64, 64}}};

}  // namespace

Colour oklab(const Colour& rgb) {
  const auto linear = [](float v) {
    const float s = std::clamp(v / 255, 0.0f, 1.0f);
    return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
  };
  const float r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
  const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

float perceptual_distance(const Colour& a, const Colour& b) {
  return colour_distance(oklab(a), oklab(b));
}

std::string hex_name(const Colour& colour) {
  const auto byte = [](float v) { return static_cast<int>(std::lround(std::clamp(v, 0.0f, 255.0f))); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(colour[0]), byte(colour[1]), byte(colour[2]));
}

std::string plain_name(const Colour& colour) {
  constexpr float kNear = 64;
  const auto* nearest =
      std::min_element(std::begin(kNames), std::end(kNames), [&](const auto& a, const auto& b) {
        return colour_distance(a.colour, colour) < colour_distance(b.colour, colour);
      });
  return colour_distance(nearest->colour, colour) <= kNear * kNear ? nearest->name : hex_name(colour);
}

}  // namespace doodle
