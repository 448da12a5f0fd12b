#include "pack/plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/aside_file.h"
#include "base/check.h"
#include "image/grey.h"
#include "image/png_bytes.h"
#include "pack/animation.h"
#include "pack/texture_path.h"
#include "pack/write_pack.h"

namespace doodle {
namespace {

constexpr std::int64_t most_pixels = 64'000'000, longest_side = 30'000;

std::string copy_reason(const std::string& name, const TexturePath& path) {
  if (name == "pack.mcmeta") return "pack.mcmeta";
  if (name.ends_with(".png.mcmeta")) return "sidecar";
  if (path.texture.starts_with("colormap/")) return "lookup table";
  if (path.texture.starts_with("font/")) return "font";
  return path.png && !path.texture.empty() ? "unknown folder" : "no texture";
}

/// The axes along which a block's texture continues over its sides: not where one side is solid and the other
/// clear, as at the grass that hangs over a block's side. `frame` is the size of the first frame.
Wrap natural_wrap(const Image& art, Size frame) {
  if (art.alpha.empty()) return {true, true};
  const auto mean_alpha = [&](int left, int top, int width, int height) {
    double sum = 0;
    for (int y = top; y < top + height; ++y)
      for (int x = left; x < left + width; ++x)
        sum += static_cast<double>(art.alpha[static_cast<std::size_t>(y) * art.width + x]);
    return sum / (width * height);
  };
  const int right = frame.width - 1, bottom = frame.height - 1;
  const double across = mean_alpha(0, 0, 1, frame.height) - mean_alpha(right, 0, 1, frame.height);
  const double down = mean_alpha(0, 0, frame.width, 1) - mean_alpha(0, bottom, frame.width, 1);
  return {std::abs(across) < 0.5, std::abs(down) < 0.5};
}

class Planner {
 public:
  Planner(const PackSource& pack, const PackRules& rules, const PackOptions& options)
      : pack_(pack), rules_(rules), options_(options) {}

  PackPlan plan() {
    for (const std::string& name : pack_.names()) {
      index_[name] = plan_.entries.size();
      PackEntry entry;
      entry.name = name;
      const TexturePath path = texture_path(name);
      entry.reason = copy_reason(name, path);
      if (path.kind && path.png && !is_companion(name)) plan_texture(entry, path);
      plan_.entries.push_back(std::move(entry));
    }
    for (PackEntry& entry : plan_.entries) {
      if (texture_path(entry.name).kind && is_companion(entry.name)) plan_companion(entry);
    }
    for (PackEntry& entry : plan_.entries) plan_sidecar(entry);
    add_notices();
    return std::move(plan_);
  }

 private:
  /// A companion's texture is none itself.
  bool is_companion(const std::string& name) const {
    const std::string base = companion_base(name);
    return !base.empty() && pack_.contains(base) && !is_companion(base);
  }

  std::string label(const std::string& name) const { return options_.input + ": " + name; }

  void plan_texture(PackEntry& entry, const TexturePath& path) const {
    const PackRule rule = rules_.of(path.texture);
    if (rule.skip.value_or(false)) {
      entry.reason = "skipped by a rule";
      return;
    }
    entry.kind = path.kind;
    entry.options = {rule.scale.value_or(options_.scale),
                     rule.tile_x.value_or(false),
                     rule.tile_y.value_or(false),
                     rule.variety,
                     rule.keep_colour,
                     rule.random_seed.value_or(options_.random_seed)};
    entry.styles = rule.styles.empty() ? std::vector<PackStyle>{{"self", ""}} : rule.styles;
    const std::string bytes = pack_.read(entry.name);
    set_size(entry, bytes);
    const Image art = decode(bytes, entry.name);
    const Wrap wrap = path.kind == TextureKind::block ? natural_wrap(art, entry.frame) : Wrap{};
    entry.options.tile_x = rule.tile_x.value_or(wrap.x);
    entry.options.tile_y = rule.tile_y.value_or(wrap.y);
    entry.grey = is_grey(art);
    entry.decision = PackDecision::upscale;
    entry.reason.clear();
  }

  Image decode(const std::string& bytes, const std::string& name) const {
    try {
      return decode_png(bytes, label(name));
    } catch (const BadInput& error) {
      throw BadInput(fmt::format("{} (to copy it as it is, write a rule with skip = true)", error.what()));
    }
  }

  /// Sizes and frames, before anything is decoded.
  void set_size(PackEntry& entry, const std::string& bytes) const {
    const Size size = png_size(bytes, label(entry.name));
    const int scale = entry.options.scale;
    const std::int64_t longer = std::max(size.width, size.height);
    require<BadInput>(std::int64_t{size.width} * size.height <= most_pixels && longer * scale <= longest_side,
                      "{} would have {}x{} pixels, more than {} on a side; give it a smaller scale by a rule",
                      label(entry.name), std::int64_t{size.width} * scale, std::int64_t{size.height} * scale,
                      longest_side);
    entry.size = size;
    entry.new_size = {size.width * scale, size.height * scale};
    const std::string sidecar = entry.name + ".mcmeta";
    const FrameLayout layout =
        pack_.contains(sidecar) ? frame_layout(pack_.read(sidecar), size, label(sidecar)) : one_frame(size);
    entry.frame = layout.frame;
    entry.frames = layout.order;
  }

  void plan_companion(PackEntry& entry) {
    PackEntry& base = plan_.entries[index_.at(companion_base(entry.name))];
    entry.reason = "its texture is copied";
    if (base.decision != PackDecision::upscale) return;
    entry.kind = base.kind;
    entry.options = base.options;
    set_size(entry, pack_.read(entry.name));
    const bool same = entry.size == base.size;
    entry.reason = same ? "" : "another size than its texture";
    entry.decision = same ? PackDecision::gather : PackDecision::enlarge;
    entry.gathered_from = base.name;
    if (!same) return;
    entry.frame = base.frame;
    entry.frames = base.frames;
    base.companions.push_back(entry.name);
  }

  void plan_sidecar(PackEntry& entry) const {
    if (!entry.name.ends_with(".png.mcmeta")) return;
    const auto found = index_.find(entry.name.substr(0, entry.name.size() - 7));
    if (found == index_.end()) return;
    const PackEntry& texture = plan_.entries[found->second];
    if (texture.decision == PackDecision::copy ||
        !states_frame_size(pack_.read(entry.name), label(entry.name)))
      return;
    entry.decision = PackDecision::rescale;
    entry.reason.clear();
    entry.options.scale = texture.options.scale;
  }

  /// Whether there is a texture of a folder that is known, or of any other, which is copied.
  bool fits_any(const std::string& glob, bool known) const {
    return std::any_of(pack_.names().begin(), pack_.names().end(), [&](const std::string& name) {
      const TexturePath path = texture_path(name);
      return (path.kind || !known) && path.png && glob_fits(glob, path.texture);
    });
  }

  void add_notices() {
    if (!pack_.contains("pack.mcmeta"))
      plan_.notices.push_back(options_.input +
                              " has no pack.mcmeta at its top, so the game will not take it");
    if (!fits_any("**", true))
      plan_.notices.push_back(
          options_.input +
          " has nothing to enlarge: textures are looked for in assets/NAMESPACE/textures, "
          "in folders such as block and item");
    for (const PackRule& rule : rules_.rules)
      for (const std::string& glob : rule.globs)
        if (!fits_any(glob, true))
          plan_.notices.push_back(fmt::format("{}: {} fits no texture{}", options_.styles, glob,
                                              fits_any(glob, false) ? " of a folder that is enlarged" : ""));
  }

  const PackSource& pack_;
  const PackRules& rules_;
  const PackOptions& options_;
  PackPlan plan_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace

void check_pack_options(const PackOptions& options) {
  require_range("scale", options.scale, 1, 64);
  require<UsageError>(!options.input.empty() && !options.output.empty(),
                      "name a pack to read and one to write");
}

void check_pack_outputs(const PackOptions& options) {
  check_pack_output(options.output, options.input);
  if (!options.report.empty()) const AsideFile writable(options.report);
}

PackRules load_rules(const PackOptions& options) {
  return options.styles == "self" ? PackRules{} : read_pack_rules(options.styles);
}

PackPlan make_plan(const PackSource& pack, const PackRules& rules, const PackOptions& options) {
  return Planner(pack, rules, options).plan();
}

PackPlan plan_pack(const PackOptions& options) {
  check_pack_options(options);
  const PackRules rules = load_rules(options);
  const auto pack = open_pack(options.input);
  PackPlan plan = make_plan(*pack, rules, options);
  check_pack_outputs(options);
  return plan;
}

}  // namespace doodle
