#include <fmt/format.h>

#include <algorithm>

#include "backend/with_backend.h"
#include "base/parallel.h"
#include "image/shared_profile.h"
#include "synthesis/memory_plan.h"
#include "synthesis/paint_beside.h"
#include "synthesis/painter.h"
#include "synthesis/parts.h"

namespace doodle {
namespace {

/// What the problem needs beside `held` bytes; throws OutOfMemory when that is not allowed.
std::size_t allowed_memory(const Problem& problem, std::size_t held, bool on_host) {
  const std::size_t bytes = held + planned_memory(problem, on_host);
  require_memory(problem.options, problem.result_size(), bytes);
  return bytes;
}

/// Gives the result the profile that its styles have, and 16 bits where all of them have these. What a
/// picture is painted into keeps its own.
void keep_kind(const PaintRequest& request, PaintResult& result) {
  std::vector<NamedPicture> pictures;
  if (request.inpaint) pictures.push_back({"the picture to paint into", &*request.inpaint});
  for (std::size_t i = 0; i < request.styles.size(); ++i)
    pictures.push_back({fmt::format("style {}", i + 1), &request.styles[i].image});
  std::vector<std::byte> profile = shared_profile(pictures, result.notices);
  if (request.inpaint) return;
  result.image.icc = std::move(profile);
  const auto has_words = [](const Style& style) { return style.image.type == SampleType::u16; };
  if (std::all_of(request.styles.begin(), request.styles.end(), has_words))
    result.image.type = SampleType::u16;
}

}  // namespace

PaintResult paint_beside(std::size_t held, const PaintRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.run.threads);
  const Problem problem = prepare_problem(request);
  if (!problem.parts.empty()) {
    const std::size_t beside = held + bytes_beside_parts(problem);
    return paint_parts(request, problem, progress,
                       [&](const PaintRequest& part, const ProgressCallback& report) {
                         return paint_beside(beside, part, report);
                       });
  }
  return with_backend(request.options.run.device, [&](Backend& backend) {
    const std::size_t bytes = allowed_memory(problem, held, backend.shares_host_memory());
    PaintResult result = Painter(backend, problem, progress).run();
    result.planned_bytes = bytes;
    return result;
  });
}

PaintEstimate estimate_beside(std::size_t held, const PaintRequest& request) {
  const ThreadScope threads(request.options.run.threads);
  const Problem problem = prepare_problem(request);
  if (!problem.parts.empty()) {
    PaintEstimate estimate = estimate_beside(held + bytes_beside_parts(problem),
                                             part_request(request, problem, problem.parts.front()));
    estimate.size = problem.result_size();
    estimate.notices.insert(estimate.notices.begin(), problem.notices.begin(), problem.notices.end());
    return estimate;
  }
  // Where the device is `auto`, it may be the CPU in the end.
  const bool on_host = !problem.options.run.device.starts_with("cuda");
  return {allowed_memory(problem, held, on_host), problem.options.pyramid.phases, problem.result_size(),
          problem.notices};
}

PaintResult paint(const PaintRequest& request, const ProgressCallback& progress) {
  PaintResult result = paint_beside(0, request, progress);
  keep_kind(request, result);
  return result;
}

PaintEstimate estimate_paint(const PaintRequest& request) {
  PaintEstimate estimate = estimate_beside(0, request);
  if (const std::string& device = request.options.run.device; device != "auto")
    make_backend(device);  // throws when it is absent
  return estimate;
}

std::string version() {
  return DOODLE_VERSION;
}

}  // namespace doodle
