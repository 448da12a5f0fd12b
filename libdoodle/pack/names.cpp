#include "doodle/pack.h"

namespace doodle {

const char* decision_name(PackDecision decision) {
  switch (decision) {
    case PackDecision::copy:
      return "copy";
    case PackDecision::upscale:
      return "upscale";
    case PackDecision::gather:
      return "gather";
    case PackDecision::enlarge:
      return "enlarge";
    case PackDecision::rescale:
      return "rescale";
  }
  return "";
}

const char* kind_name(TextureKind kind) {
  switch (kind) {
    case TextureKind::block:
      return "block";
    case TextureKind::item:
      return "item";
    case TextureKind::entity:
      return "entity";
    case TextureKind::gui:
      return "gui";
  }
  return "";
}

}  // namespace doodle
