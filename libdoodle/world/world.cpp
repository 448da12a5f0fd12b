#include "doodle/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/check.h"
#include "base/memory_budget.h"
#include "base/parallel.h"
#include "base/run_clock.h"
#include "features/shared_networks.h"
#include "image/save_rows.h"
#include "image/shared_profile.h"
#include "world/chunk_painter.h"
#include "world/work_file.h"
#include "world/world_key.h"

namespace doodle {
namespace {

constexpr int kSmallestChunk = 64, kLargestChunk = 8192;
/// Longer side of the small picture that chunks start from.
constexpr int kLayout = 512;

/// The chunks of a picture, and what painting the largest takes.
struct Plan {
  std::vector<Chunk> chunks;
  int side = 0;
  std::size_t bytes = 0;
};

Plan plan_with(const ChunkPainter& painter, int side) {
  Plan plan{divide(painter.size(), side), side, 0};
  const auto area = [](const Chunk& chunk) { return std::int64_t{chunk.seen.width} * chunk.seen.height; };
  const auto smaller = [&](const Chunk& a, const Chunk& b) { return area(a) < area(b); };
  const Chunk& largest = *std::max_element(plan.chunks.begin(), plan.chunks.end(), smaller);
  plan.bytes = painter.planned_bytes(largest, plan.chunks.size() > 1 ? std::min(kLayout, side) : 0);
  return plan;
}

/// Halves the chunks until they fit into memory.
Plan make_plan(const WorldRequest& request, const ChunkPainter& painter) {
  const std::size_t budget = memory_budget(request.options.paint.memory_gib);
  Plan plan = plan_with(painter, request.options.chunk);
  while (plan.bytes > budget && plan.side / 2 >= kSmallestChunk) plan = plan_with(painter, plan.side / 2);
  constexpr std::size_t mib = std::size_t{1} << 20;
  const std::size_t needed = (plan.bytes + mib - 1) / mib;
  require<OutOfMemory>(
      plan.bytes <= budget,
      "{}x{} needs {} MiB of memory in the smallest chunks and {} are allowed; give --memory "
      "{}M, or smaller examples",
      painter.size().width, painter.size().height, needed, budget / mib, needed);
  return plan;
}

/// Turns a chunk's reports into those of the whole run: chunks are its phases.
class WorldProgress {
 public:
  WorldProgress(const ProgressCallback& callback, int chunks, const std::vector<std::string>& notices)
      : callback_(callback), chunks_(chunks), notices_(notices) {}

  bool report(int chunk, Progress progress) {
    progress.phase = chunk;
    progress.phases = chunks_;
    progress.fraction = (chunk + progress.fraction) / chunks_;
    progress.seconds = clock_.seconds();
    progress.seconds_left = clock_.seconds_left(progress.fraction);
    progress.notices = notices_;
    return !callback_ || callback_(progress);
  }

 private:
  const ProgressCallback& callback_;
  int chunks_;
  std::span<const std::string> notices_;
  RunClock clock_;
};

std::map<std::string, std::string> describe(const WorldRequest& request, const NetworkSpec& network,
                                            const Plan& plan) {
  const PaintOptions& paint = request.options.paint;
  return {{"version", version()},
          {"model", network.name},
          {"model-hash", network.hash},
          {"border", fmt::format("{}", request.options.border)},
          {"chunk", fmt::format("{}", plan.side)},
          {"style-scale", fmt::format("{}", paint.pyramid.style_scale)},
          {"finish-iterations", fmt::format("{}", paint.finish.iterations)},
          {"random-seed", fmt::format("{}", paint.seed.random_seed)}};
}

void require_request(const WorldRequest& request) {
  check_options(request.options);
  require<UsageError>(!request.labels.empty() && request.labels.size() <= 64,
                      "a world has {} labels; there must be 1 to 64", request.labels.size());
  require<UsageError>(!request.styles.empty(),
                      "no label has an example; name one as its file in labels.toml, or give a style");
}

}  // namespace

void check_options(const WorldOptions& options) {
  require_range("scale", options.scale, 1, 256);
  require_range("border", options.border, 0.0, 1000.0);
  require_range("chunk", options.chunk, kSmallestChunk, kLargestChunk);
  require<UsageError>(!options.paint.tile.any(), "a world cannot be a tile yet; leave --tile out");
  check_options(options.paint);
}

namespace {

/// A work file holds colours alone.
void note_profiles(const WorldRequest& request, std::vector<std::string>& notices) {
  std::vector<std::string> others;
  for (const Style& style : request.styles)
    if (!shared_profile({{"", &style.image}}, others).empty()) {
      notices.push_back(
          "an example has another colour profile than sRGB, which the picture will not have: its colours "
          "change a little; convert the example to sRGB");
      return;
    }
}

}  // namespace

WorldResult paint_world(const WorldRequest& request, const std::string& path,
                        const ProgressCallback& progress) {
  require_request(request);
  const ThreadScope threads(request.options.paint.run.threads);
  WorldResult result;
  ChunkPainter painter(request, result.notices);
  note_profiles(request, result.notices);
  const Plan plan = make_plan(request, painter);
  const auto network = share_network(request.options.paint.network);  // read once for all chunks
  result.size = painter.size();
  result.chunks = static_cast<int>(plan.chunks.size());
  result.planned_bytes = plan.bytes;
  result.parameters = describe(request, *network, plan);
  WorkFile work(path, world_key(request, network->hash, result.size, plan.side), result.size);
  result.found = std::min(work.done(), result.chunks);
  WorldProgress whole(progress, result.chunks, result.notices);
  if (result.chunks > 1 && result.found < result.chunks) {
    const auto report = [&](Progress part) {
      part.fraction = 0;
      return whole.report(result.found, part);
    };
    result.cancelled = !painter.lay_out(std::min(kLayout, plan.side), report);
  }
  for (int i = result.found; i < result.chunks && !result.cancelled; ++i) {
    const auto report = [&](const Progress& part) { return whole.report(i, part); };
    result.cancelled = !painter.paint(plan.chunks[static_cast<std::size_t>(i)], i, work, report);
    if (result.cancelled) break;
    ++result.painted;
    work.set_done(i + 1);
  }
  if (result.cancelled)
    for (int i = result.found + result.painted; i < result.chunks; ++i)
      painter.sketch(plan.chunks[static_cast<std::size_t>(i)], work);
  return result;
}

PaintEstimate estimate_world(const WorldRequest& request) {
  require_request(request);
  const ThreadScope threads(request.options.paint.run.threads);
  std::vector<std::string> notices;
  const ChunkPainter painter(request, notices);
  const Plan plan = make_plan(request, painter);
  return {plan.bytes, static_cast<int>(plan.chunks.size()), painter.size(), notices};
}

Image load_world(const std::string& path) {
  const WorkFile work(path);
  return work.read({0, 0, work.size().width, work.size().height});
}

void save_world(const std::string& path, const std::string& picture, const SaveOptions& options) {
  const WorkFile work(path);
  const RowSource rows = [&](int top, int count) { return work.read({0, top, work.size().width, count}); };
  save_rows(picture, work.size(), rows, options);
}

}  // namespace doodle
