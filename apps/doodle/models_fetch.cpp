#include <fmt/format.h>

#include <chrono>

#include "doodle/error.h"
#include "doodle/import.h"
#include "doodle/registry.h"
#include "models.h"
#include "report.h"
#include "signals.h"
#include "status_line.h"

namespace doodle::cli {
namespace {

using namespace std::chrono_literals;

/// Shows a download on a terminal: bytes, rate, time left. Elsewhere it says nothing.
class FetchPrinter {
 public:
  void report(const FetchProgress& progress) {
    const auto now = Clock::now();
    if (progress.waiting || started_ == Clock::time_point{}) {
      started_ = now;
      first_ = progress.bytes;
    }
    if (!can_overwrite() || now - last_ < 100ms) return;
    last_ = now;
    line_.show(progress.waiting ? progress.file + "  waiting for another process that fetches it"
                                : text(progress, std::chrono::duration<double>(now - started_).count()));
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// `vgg19.pth  123.4 of 574.7 MB  21%  8.1 MB/s  56 s left`; the rate counts what came in this run alone.
  std::string text(const FetchProgress& progress, double seconds) const {
    const auto bytes = static_cast<double>(progress.bytes), total = static_cast<double>(progress.total);
    const double rate = seconds > 0 ? (bytes - static_cast<double>(first_)) / seconds : 0;
    std::string line = fmt::format("{}  {:.1f}", progress.file, bytes / 1e6);
    if (total > 0) line += fmt::format(" of {:.1f}", total / 1e6);
    line += " MB";
    if (total > 0) line += fmt::format("  {:.0f}%", bytes / total * 100);
    if (rate > 0) line += fmt::format("  {:.1f} MB/s", rate / 1e6);
    if (rate > 0 && total > bytes) line += fmt::format("  {} left", duration((total - bytes) / rate));
    return line;
  }

  StatusLine line_;
  Clock::time_point started_{}, last_{};
  std::uint64_t first_ = 0;  ///< bytes that were there before
};

FetchResult fetch_with_progress(const ModelsArguments& arguments) {
  FetchPrinter printer;
  return fetch_model(arguments.model, arguments.registry, [&](const FetchProgress& progress) {
    printer.report(progress);
    return !interrupted();
  });
}

/// What a command's --model takes: the file itself, or the network that is made of it.
std::string usable_file(const FetchResult& result) {
  if (result.network.empty()) return result.file.path;
  ImportOptions options;
  options.output = result.network;
  return import_model(result.file.path, options).output;
}

int fetch(const ModelsArguments& arguments) {
  catch_interrupts("stopping; what has come is kept, fetch again to continue");
  const FetchResult result = fetch_with_progress(arguments);
  if (result.cancelled) return static_cast<int>(ErrorCode::cancelled);
  const std::string network = usable_file(result);
  if (arguments.json) {
    const Json json{{"model", arguments.model},
                    {"file", result.file.path},
                    {"sha256", result.file.sha256},
                    {"fetched", result.fetched},
                    {"network", network}};
    fmt::print("{}\n", json_text(json));
  } else {
    fmt::print("{}\n", network);
  }
  if (!result.fetched) fmt::print(stderr, "doodle: note: it was here already\n");
  if (!result.network.empty())
    fmt::print(stderr, "doodle: note: made from {}, which is no longer needed\n", result.file.path);
  return 0;
}

}  // namespace

void add_models_fetch(CLI::App& models, Action& action) {
  CLI::App* command = models.add_subcommand("fetch", "Download a network, continue a broken download");
  const auto arguments = std::make_shared<ModelsArguments>();
  command->add_option("model", arguments->model, "A name of `doodle models`")->required()->type_name("NAME");
  add_models_options(*command, *arguments);
  command->callback([arguments, &action] { action = [arguments] { return fetch(*arguments); }; });
}

}  // namespace doodle::cli
