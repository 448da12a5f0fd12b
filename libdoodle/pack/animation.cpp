#include "pack/animation.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "base/check.h"

namespace doodle {
namespace {

using Json = nlohmann::ordered_json;
constexpr int largest_number = 30'000;

Json parse(const std::string& sidecar, const std::string& name) {
  const bool marked = sidecar.starts_with("\xef\xbb\xbf");
  Json json = Json::parse(marked ? sidecar.substr(3) : sidecar, nullptr, false, true);
  require<BadInput>(json.is_object(), "{} is no JSON object; mend it, or skip its texture by a rule", name);
  return json;
}

/// The table of that name; nullptr when there is none.
const Json* find(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

const Json* find_animation(const Json& json, const std::string& name) {
  const Json* animation = find(json, "animation");
  require<BadInput>(animation == nullptr || animation->is_object(), "{}: animation must be an object", name);
  return animation;
}

int whole_number(const Json& value, int low, const std::string& what, const std::string& name) {
  const bool good = value.is_number() && value.get<double>() >= low && value.get<double>() <= largest_number;
  require<BadInput>(good, "{}: {} must be a number between {} and {}", name, what, low, largest_number);
  return static_cast<int>(value.get<double>());
}

/// Its width or height; nothing where it states none.
std::optional<int> stated(const Json& animation, const char* key, const std::string& name) {
  const Json* value = find(animation, key);
  if (value == nullptr) return std::nullopt;
  return whole_number(*value, 1, key, name);
}

Size frame_size(const Json& animation, Size picture, const std::string& name) {
  const std::optional<int> width = stated(animation, "width", name),
                           height = stated(animation, "height", name);
  const int side = std::min(picture.width, picture.height);
  if (!width && !height) return {side, side};
  return {width.value_or(picture.width), height.value_or(picture.height)};
}

/// The frames that `frames` names, in its order.
std::vector<int> played(const Json& animation, int count, const std::string& name) {
  std::vector<int> order;
  const Json* frames = find(animation, "frames");
  if (frames == nullptr) return order;
  require<BadInput>(frames->is_array(), "{}: frames must be a list", name);
  for (const Json& frame : *frames) {
    const Json* index = frame.is_object() ? find(frame, "index") : &frame;
    require<BadInput>(index != nullptr, "{}: a frame needs an index", name);
    const int number = whole_number(*index, 0, "a frame's index", name);
    require<BadInput>(number < count, "{}: it plays frame {}, but its texture has {}, counted from 0", name,
                      number, count);
    order.push_back(number);
  }
  return order;
}

/// All frames once, those that are played first.
std::vector<int> complete(const std::vector<int>& order, int count) {
  std::vector<bool> seen(static_cast<std::size_t>(count));
  std::vector<int> all;
  const auto add = [&](int index) {
    if (!seen[static_cast<std::size_t>(index)]) all.push_back(index);
    seen[static_cast<std::size_t>(index)] = true;
  };
  for (const int index : order) add(index);
  for (int index = 0; index < count; ++index) add(index);
  return all;
}

}  // namespace

FrameLayout one_frame(Size picture) {
  return {picture, {0}};
}

FrameLayout frame_layout(const std::string& sidecar, Size picture, const std::string& name) {
  const Json json = parse(sidecar, name);
  const Json* animation = find_animation(json, name);
  if (animation == nullptr) return one_frame(picture);
  const Size frame = frame_size(*animation, picture, name);
  require<BadInput>(
      picture.width % frame.width == 0 && picture.height % frame.height == 0,
      "{}: its texture of {}x{} pixels is no whole number of frames of {}x{}; skip it by a rule", name,
      picture.width, picture.height, frame.width, frame.height);
  const int count = picture.width / frame.width * (picture.height / frame.height);
  return {frame, complete(played(*animation, count, name), count)};
}

bool states_frame_size(const std::string& sidecar, const std::string& name) {
  const Json json = parse(sidecar, name);
  const Json* animation = find_animation(json, name);
  return animation != nullptr && (stated(*animation, "width", name) || stated(*animation, "height", name));
}

std::string scaled_sidecar(const std::string& sidecar, int scale, const std::string& name) {
  Json json = parse(sidecar, name);
  Json& animation = json["animation"];
  for (const char* key : {"width", "height"})
    if (const std::optional<int> length = stated(animation, key, name)) animation[key] = *length * scale;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace doodle
