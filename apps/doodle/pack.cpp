#include "doodle/pack.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "pack_lines.h"
#include "pack_method.h"
#include "signals.h"
#include "status_line.h"
#include "stopwatch.h"

namespace doodle::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct PackArguments {
  PackOptions options;
  bool dry_run = false, json = false, quiet = false;
};

int dry_run(const PackArguments& arguments) {
  const PackPlan plan = plan_pack(arguments.options);
  print_notices(arguments.quiet, plan.notices);
  if (!arguments.json) {
    for (const PackEntry& entry : plan.entries) fmt::print("{}\n", pack_line(entry));
    return 0;
  }
  Json entries = Json::array();
  for (const PackEntry& entry : plan.entries) entries.push_back(pack_json(entry));
  const Json json{{"input", arguments.options.input},
                  {"output", arguments.options.output},
                  {"entries", entries},
                  {"notices", plan.notices}};
  fmt::print("{}\n", json_text(json));
  return 0;
}

/// Shows the texture at hand on stderr: a line that is overwritten on a terminal, a plain line every few
/// seconds elsewhere.
class PackPrinter {
 public:
  explicit PackPrinter(bool quiet) : quiet_(quiet) {}

  void report(const PackProgress& progress) {
    const auto now = Clock::now();
    const bool due = now - last_ >= (overwrite_ ? 100ms : 3000ms) || last_ == Clock::time_point{};
    if (quiet_ || progress.cached || progress.name.empty() || !due) return;
    last_ = now;
    const std::string line = pack_progress_line(progress);
    if (overwrite_)
      line_.show(line);
    else
      fmt::print(stderr, "{}\n", line);
  }

 private:
  bool quiet_;
  bool overwrite_ = can_overwrite();
  StatusLine line_;
  Clock::time_point last_{};
};

PackResult run_with_progress(const PackOptions& options, const UpscaleTexture& upscale, bool quiet) {
  PackPrinter printer(quiet);
  return run_pack(options, upscale, [&](const PackProgress& progress) {
    printer.report(progress);
    return !interrupted();
  });
}

Json result_json(const PackOptions& options, const PackResult& result, double seconds) {
  return {{"output", options.output},    {"report", options.report}, {"cancelled", result.cancelled},
          {"upscaled", result.upscaled}, {"cached", result.cached},  {"companions", result.companions},
          {"copied", result.copied},     {"seconds", seconds},       {"notices", result.notices}};
}

void print_result(const PackArguments& arguments, const PackResult& result, double seconds) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(result_json(arguments.options, result, seconds)));
    return;
  }
  if (!result.cancelled) fmt::print("{}\n", arguments.options.output);
  if (arguments.quiet) return;
  const std::string textures =
      fmt::format("textures: {} made, {} from the cache", result.upscaled, result.cached);
  if (result.cancelled) {
    fmt::print(stderr, "doodle: stopped; {}; the same command goes on from there\n", textures);
  } else {
    fmt::print(stderr, "doodle: {}; {} companions, {} files copied; {:.1f} s\n", textures, result.companions,
               result.copied, seconds);
  }
}

int run(const PackArguments& arguments) {
  if (arguments.dry_run) return dry_run(arguments);
  const PackMethod method = pack_method();
  PackOptions options = arguments.options;
  options.method = method.name;
  const Stopwatch watch;
  catch_interrupts("stopping after this frame; finished textures are kept");
  const PackResult result = run_with_progress(options, method.upscale, arguments.quiet);
  print_notices(arguments.quiet, result.notices);
  print_result(arguments, result, watch.seconds());
  return result.cancelled ? static_cast<int>(ErrorCode::cancelled) : 0;
}

void add_options(CLI::App& c, PackArguments& a) {
  PackOptions& o = a.options;
  c.add_option("in", o.input, "The pack: a folder or a zip file")->required()->type_name("IN");
  c.add_option("out", o.output, "The pack to write: a folder, or a zip file where the name ends in .zip")
      ->required()
      ->type_name("OUT");
  c.add_option("--scale", o.scale, "Side of the square that a pixel becomes; 1..64")->capture_default_str();
  c.add_option("--styles", o.styles,
               "A styles.toml that gives photos to textures, or self: each is its own example")
      ->type_name("FILE")
      ->capture_default_str();
  c.add_option("--report", o.report, "Write textures before and after, side by side, to an HTML file")
      ->type_name("FILE.html");
  c.add_option("--cache", o.cache,
               "Where finished textures are kept; by default pack/ below DOODLE_HOME or the "
               "user's cache")
      ->type_name("FOLDER");
  c.add_option("--random-seed", o.random_seed, "A number; the same one gives the same pack")
      ->capture_default_str()
      ->check([](const std::string& text) {
        return text.starts_with('-') ? text + " is negative" : std::string();
      });
  c.add_flag("--dry-run", a.dry_run, "Print what would be done with each file, and do nothing");
  c.add_flag("--json", a.json, "Print one JSON object");
  c.add_flag("-q,--quiet", a.quiet, "Print nothing on stderr but errors");
}

}  // namespace

void add_pack(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("pack", "Enlarge the textures of a Minecraft resource pack");
  const auto arguments = std::make_shared<PackArguments>();
  add_options(*command, *arguments);
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace doodle::cli
