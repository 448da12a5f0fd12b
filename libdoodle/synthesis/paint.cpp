#include <thread>

#include "backend/backend.h"
#include "base/parallel.h"
#include "doodle/synthesis.h"
#include "synthesis/painter.h"

namespace doodle {

PaintResult paint(const PaintRequest& request, const ProgressCallback& progress) {
  const ThreadScope threads(request.options.run.threads);
  Problem problem = prepare_problem(request);
  const auto backend = make_backend(request.options.run.device);
  return Painter(*backend, std::move(problem), progress).run();
}

std::string version() {
  return DOODLE_VERSION;
}

}  // namespace doodle
