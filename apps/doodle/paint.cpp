#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/models.h"
#include "files.h"
#include "frames.h"
#include "inputs.h"
#include "layers.h"
#include "progress.h"
#include "report.h"
#include "signals.h"

namespace doodle::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void print_notices(const PaintArguments& arguments, const std::vector<std::string>& notices) {
  if (arguments.quiet) return;
  for (const std::string& notice : notices) fmt::print(stderr, "doodle: note: {}\n", notice);
}

int dry_run(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request) {
  const PaintOptions& options = request.options;
  check_model(options.network);
  Json object = describe_files(arguments, maps);
  object["planned_memory_bytes"] = estimate_paint(request).bytes;
  object["options"] = describe_options(arguments, options);
  if (arguments.json) {
    fmt::print("{}\n", object.dump(2));
  } else {
    object.erase("options");
    fmt::print("{}{}", as_lines(object), as_lines(describe_options(arguments, options)));
  }
  return 0;
}

PaintResult paint_with_progress(const PaintArguments& arguments, const PaintRequest& request) {
  ProgressPrinter printer(arguments.quiet, arguments.print_every);
  Frames frames(arguments);
  return paint(request, [&](const Progress& progress) {
    printer.report(progress);
    frames.add(progress);
    return !interrupted();
  });
}

void print_result(const PaintArguments& arguments, const PaintResult& result, double seconds) {
  if (arguments.json) {
    fmt::print("{}\n", describe_result(arguments, result, seconds).dump(2));
    return;
  }
  fmt::print("{}\n", arguments.output);
  if (arguments.quiet) return;
  fmt::print(stderr, "doodle: {}x{} in {:.1f} s{}\n", result.image.width, result.image.height, seconds,
             result.cancelled ? ", cut short" : "");
}

/// Checks the output and reads the inputs. A model that is missing or broken is reported before either:
/// paint() would find it too, but only with pictures in hand, so it is looked at here when they have a flaw.
PaintRequest prepare(const PaintArguments& arguments, const MapFiles& maps, const PaintOptions& options) {
  try {
    check_outputs(arguments);
    return load_request(arguments, maps, options);
  } catch (const BadInput&) {
    check_model(options.network);
    throw;
  }
}

/// Options, model, output, inputs: each is checked before the next, and all of them before any work.
int run_paint(const PaintArguments& arguments) {
  const Clock::time_point start = Clock::now();
  const PaintOptions options = resolve(arguments);
  const MapFiles maps = find_maps(arguments);
  const PaintRequest request = prepare(arguments, maps, options);
  print_notices(arguments, arguments.notices);
  print_notices(arguments, maps.notices);
  if (arguments.dry_run) return dry_run(arguments, maps, request);

  catch_interrupts();
  const PaintResult result = paint_with_progress(arguments, request);
  print_notices(arguments, result.notices);
  save_image(arguments.output, result.image, {picture_text(arguments, maps, result)});
  print_notices(arguments, save_sources(arguments, result));
  const double seconds = seconds_since(start);
  if (arguments.sidecar) {
    write_text(std::filesystem::path(arguments.output).replace_extension(".json").string(),
               describe_result(arguments, result, seconds).dump(2) + "\n");
  }
  print_result(arguments, result, seconds);
  return result.cancelled ? static_cast<int>(ErrorCode::cancelled) : 0;
}

void add_command(CLI::App& app, Action& action, const std::string& name, const std::string& help, Task task) {
  CLI::App* command = app.add_subcommand(name, help);
  const auto arguments = std::make_shared<PaintArguments>();
  arguments->task = task;
  for (const auto add : {add_file_options, add_size_options, add_start_options, add_run_options,
                         add_match_options, add_refine_options, add_finish_options, add_network_options,
                         add_report_options, add_ignored_options}) {
    add(*command, *arguments);
  }
  command->footer(
      "Each option can also come from the environment (--style-weight: DOODLE_STYLE_WEIGHT) or --config.");
  command->callback([command, arguments, &action] {
    action = [command, arguments] {
      apply_layers(*command, *command->get_option("--config"));
      return run_paint(*arguments);
    };
  });
}

}  // namespace

void add_paint(CLI::App& app, Action& action) {
  add_command(app, action, "paint",
              "Paint from a map of colours, a photograph, or both, in the style of a picture", Task::paint);
}

void add_texture(CLI::App& app, Action& action) {
  add_command(app, action, "texture", "Make a new texture that looks like one photo or several",
              Task::texture);
}

}  // namespace doodle::cli
