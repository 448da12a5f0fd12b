#include "names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "doodle/error.h"

namespace doodle::cli {
namespace {

/// Splits "A<separator>B" into two numbers; false when there is anything else, or more.
template <class T>
bool parse_pair(std::string_view text, char separator, T& first, T& second) {
  const char* end = text.data() + text.size();
  const auto left = std::from_chars(text.data(), end, first);
  if (left.ec != std::errc{} || left.ptr == end || *left.ptr != separator) return false;
  const auto right = std::from_chars(left.ptr + 1, end, second);
  return right.ec == std::errc{} && right.ptr == end;
}

constexpr double kGiB = 1024.0 * 1024 * 1024;
constexpr std::array kMemoryUnits{std::pair{'G', kGiB}, std::pair{'M', 1024.0 * 1024},
                                  std::pair{'K', 1024.0}};

constexpr std::array kMapModes{std::pair{"automatic", MapMode::automatic},
                               std::pair{"labels", MapMode::labels}, std::pair{"guide", MapMode::guide},
                               std::pair{"colour", MapMode::colour}};

}  // namespace

Size parse_size(const std::string& text) {
  Size size;
  if (!parse_pair(text, 'x', size.width, size.height) || size == Size{}) {
    throw UsageError(fmt::format("output-size is '{}'; write WIDTHxHEIGHT, such as 512x384", text));
  }
  return size;
}

void parse_seed_range(const std::string& text, SeedOptions& seed) {
  if (!parse_pair(text, ':', seed.low, seed.high)) {
    throw UsageError(fmt::format("seed-range is '{}'; write LOW:HIGH, such as 16:240", text));
  }
}

std::string device_name(const std::string& text) {
  for (const std::string_view prefix : {"gpu", "cuda"}) {
    if (!std::string_view(text).starts_with(prefix)) continue;
    const std::string_view number = std::string_view(text).substr(prefix.size());
    if (number.empty()) return "cuda";
    if (std::all_of(number.begin(), number.end(), [](unsigned char c) { return std::isdigit(c); })) {
      return fmt::format("cuda:{}", number);
    }
  }
  return text;
}

double parse_memory(const std::string& text) {
  std::string_view number = text;
  double unit = 1, value = 0;
  for (const auto& [letter, bytes] : kMemoryUnits) {
    if (!number.ends_with(letter)) continue;
    number.remove_suffix(1);
    unit = bytes;
    break;
  }
  const char* end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value > 0))
    throw UsageError(
        fmt::format("memory is '{}'; write an amount such as 2G, 512M, 600000K or a number of bytes", text));
  return value * unit / kGiB;
}

std::string memory_name(double gib) {
  if (gib == 0) return "";
  for (const auto& [letter, bytes] : kMemoryUnits) {
    const double count = gib * kGiB / bytes;
    if (count == std::floor(count)) return fmt::format("{:.0f}{}", count, letter);
  }
  return fmt::format("{:.0f}", gib * kGiB);
}

Wrap parse_wrap(const std::string& option, const std::string& text) {
  for (const Wrap wrap : {Wrap{}, Wrap{true, false}, Wrap{false, true}, Wrap{true, true}}) {
    if (text == wrap_name(wrap)) return wrap;
  }
  throw UsageError(fmt::format("{} is '{}'; choose one of none, x, y, xy", option, text));
}

std::string wrap_name(Wrap wrap) {
  if (!wrap.any()) return "none";
  return std::string(wrap.x ? "x" : "") + (wrap.y ? "y" : "");
}

Quality parse_quality(const std::string& text) {
  if (text == "draft") return Quality::draft;
  if (text == "standard") return Quality::standard;
  if (text == "fine") return Quality::fine;
  throw UsageError(fmt::format("quality is '{}'; choose one of draft, standard, fine", text));
}

MapMode parse_map_mode(const std::string& text) {
  for (const auto& [name, mode] : kMapModes) {
    if (text == name) return mode;
  }
  throw UsageError(
      fmt::format("semantic-mode is '{}'; choose one of automatic, labels, guide, colour", text));
}

std::string map_mode_name(MapMode mode) {
  for (const auto& [name, value] : kMapModes) {
    if (value == mode) return name;
  }
  return "";
}

}  // namespace doodle::cli
