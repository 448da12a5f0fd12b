#include "backend/with_backend.h"
#include "base/parallel.h"
#include "synthesis/memory_plan.h"
#include "synthesis/paint_beside.h"
#include "synthesis/painter.h"

namespace doodle {
namespace {

/// What the problem needs beside `held` bytes; throws OutOfMemory when that is not allowed.
std::size_t allowed_memory(const Problem& problem, std::size_t held, bool on_host) {
  const std::size_t bytes = held + planned_memory(problem, on_host);
  require_memory(problem.options, problem.size, bytes);
  return bytes;
}

}  // namespace

PaintResult paint_beside(std::size_t held, const PaintRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.run.threads);
  const Problem problem = prepare_problem(request);
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
  // Where the device is `auto`, it may be the CPU in the end.
  const bool on_host = !problem.options.run.device.starts_with("cuda");
  return {allowed_memory(problem, held, on_host), problem.options.pyramid.phases, problem.size,
          problem.notices};
}

PaintResult paint(const PaintRequest& request, const ProgressCallback& progress) {
  return paint_beside(0, request, progress);
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
