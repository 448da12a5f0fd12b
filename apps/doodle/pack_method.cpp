#include "pack_method.h"

#include <memory>

#include "doodle/upscale.h"
#include "signals.h"

namespace doodle::cli {
namespace {

UpscaleRequest request_for(const TextureJob& job) {
  UpscaleRequest request;
  request.source = job.image;
  for (const auto& style : job.styles)
    if (style) request.photos.push_back(*style);
  request.options.scale = job.options.scale;
  request.options.keep_colour = job.options.keep_colour.value_or(request.options.keep_colour);
  PaintOptions& paint = request.options.paint;
  paint.tile = {job.options.tile_x, job.options.tile_y};
  paint.match.variety = job.options.variety.value_or(paint.match.variety);
  paint.seed.random_seed = job.options.random_seed;
  return request;
}

/// Companions follow the colours where these are the texture's own patches. A photo's say nothing of them:
/// there each of their pixels becomes a square.
std::vector<Image> gathered(const TextureJob& job, const UpscaleRequest& request, const PaintResult& result) {
  std::vector<Image> companions;
  if (!request.photos.empty() || result.sources.empty()) return companions;
  for (const Image& companion : job.companions)
    companions.push_back(apply_source_map(result.sources, {companion}));
  return companions;
}

}  // namespace

PackMethod pack_method() {
  const auto method = [animation = std::make_shared<Animation>()](const TextureJob& job) mutable {
    if (job.frame == 0) animation = std::make_shared<Animation>();
    UpscaleRequest request = request_for(job);
    if (job.companions.empty() || !request.photos.empty()) request.animation = animation;
    const PaintResult result = upscale(request, [](const Progress&) { return !interrupted(); });
    return TextureResult{result.image, gathered(job, request, result), result.cancelled};
  };
  return {method, "upscale 5"};
}

}  // namespace doodle::cli
