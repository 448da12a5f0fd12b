#include <map>
#include <utility>

#include "base/check.h"
#include "image/png_bytes.h"
#include "pack/animation.h"
#include "pack/cache.h"
#include "pack/plan.h"
#include "pack/report.h"
#include "pack/source.h"
#include "pack/texture.h"
#include "pack/write_pack.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

class Run {
 public:
  Run(const PackOptions& options, const UpscaleTexture& upscale, const PackCallback& progress)
      : options_(options),
        upscale_(upscale),
        progress_(progress),
        rules_(load_rules(options)),
        pack_(open_pack(options.input)),
        plan_(make_plan(*pack_, rules_, options)),
        cache_(cache_of(options)) {
    for (const PackEntry& entry : plan_.entries) {
      if (entry.decision == PackDecision::upscale) ++state_.total;
      entries_[entry.name] = &entry;
    }
    result_.notices = plan_.notices;
  }

  PackResult run() {
    for (const PackEntry& entry : plan_.entries) {
      if (entry.decision == PackDecision::upscale && !finish(entry)) {
        result_.cancelled = true;
        return std::move(result_);
      }
      count(entry.decision);
    }
    state_ = {state_.total, state_.total, "", 0, 1, false};
    if (progress_) progress_(state_);
    const auto made = [this](const std::string& name) { return bytes_of(*entries_.at(name)); };
    write_pack(options_.output, pack_->names(), made);
    if (!options_.report.empty())
      write_report(options_, plan_, *pack_,
                   {made, [this](const std::string& name) { return reference_of(name); }});
    return std::move(result_);
  }

 private:
  /// The cache's folder, once it is known that the rest can be written.
  static const std::string& cache_of(const PackOptions& options) {
    check_pack_outputs(options);
    return options.cache;
  }

  bool report(int frame) {
    state_.frame = frame;
    return !progress_ || progress_(state_);
  }

  /// Sees to it that a texture is in the cache; false when the run is to stop.
  bool finish(const PackEntry& entry) {
    const std::string key = texture_key(*pack_, entry, photos_, options_.method);
    state_.name = entry.name;
    state_.frames = static_cast<int>(entry.frames.size());
    state_.cached = cache_.has(key, entry.companions.size() + 1);
    if (state_.cached ? !report(0) : !make(entry, key)) return false;
    if (!options_.report.empty() && !make_reference(entry, key)) return false;
    keep(entry, key);
    ++(state_.cached ? result_.cached : result_.upscaled);
    ++state_.done;
    return true;
  }

  bool make(const PackEntry& entry, const std::string& key) {
    const std::vector<Image> images =
        make_texture(*pack_, entry, photos_, upscale_, [this](int frame) { return report(frame); });
    for (std::size_t part = 0; part < images.size(); ++part)
      cache_.store(key, part, encode_png(images[part], entry.name));
    return !images.empty();
  }

  /// Sees to it that the reference of a texture's seam is in the cache, where it wraps.
  bool make_reference(const PackEntry& entry, const std::string& texture) {
    if (!entry.options.tile_x && !entry.options.tile_y) return true;
    const std::string key = sha256_of_bytes(texture + " seam reference");
    references_[entry.name] = key;
    if (cache_.has(key, 1)) return true;
    const Image image = make_seam_reference(*pack_, entry, photos_, upscale_);
    if (image.empty()) return false;
    cache_.store(key, 0, encode_png(image, entry.name));
    return true;
  }

  /// Its bytes; empty for a texture that does not wrap.
  std::string reference_of(const std::string& name) const {
    const auto key = references_.find(name);
    return key == references_.end() ? "" : cache_.find(key->second, 0).value_or("");
  }

  /// Remembers where a texture and its companions are.
  void keep(const PackEntry& entry, const std::string& key) {
    places_[entry.name] = {key, 0};
    for (std::size_t i = 0; i < entry.companions.size(); ++i) places_[entry.companions[i]] = {key, i + 1};
  }

  void count(PackDecision decision) {
    if (decision == PackDecision::gather || decision == PackDecision::enlarge) ++result_.companions;
    if (decision == PackDecision::copy || decision == PackDecision::rescale) ++result_.copied;
  }

  /// What is written for an entry.
  std::string bytes_of(const PackEntry& entry) const {
    if (entry.decision == PackDecision::copy) return pack_->read(entry.name);
    if (entry.decision == PackDecision::rescale)
      return scaled_sidecar(pack_->read(entry.name), entry.options.scale, entry.name);
    if (entry.decision == PackDecision::enlarge)
      return encode_png(
          resize(decode_png(pack_->read(entry.name), entry.name), entry.new_size, Filter::nearest),
          entry.name);
    const auto& [key, part] = places_.at(entry.name);
    const auto bytes = cache_.find(key, part);
    require<BadInput>(bytes.has_value(), "{} has gone from the cache during the run; start it again",
                      entry.name);
    return *bytes;
  }

  const PackOptions& options_;
  const UpscaleTexture& upscale_;
  const PackCallback& progress_;
  PackRules rules_;
  std::unique_ptr<PackSource> pack_;
  PackPlan plan_;
  PackCache cache_;
  StylePhotos photos_;
  std::map<std::string, const PackEntry*> entries_;
  std::map<std::string, std::pair<std::string, std::size_t>> places_;  ///< key and part in the cache
  std::map<std::string, std::string> references_;                      ///< keys of seam references
  PackProgress state_;
  PackResult result_;
};

}  // namespace

PackResult run_pack(const PackOptions& options, const UpscaleTexture& upscale, const PackCallback& progress) {
  check_pack_options(options);
  return Run(options, upscale, progress).run();
}

}  // namespace doodle
