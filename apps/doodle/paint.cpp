#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/models.h"
#include "doodle/variations.h"
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
  fmt::print("{}\n", arguments.output);
  if (arguments.quiet) return;
  fmt::print(stderr, "doodle: {}x{} in {:.1f} s{}\n", result.image.width, result.image.height, seconds,
             result.cancelled ? ", cut short" : "");
}

/// `dir/new.png` as `dir/new_3.png`.
std::string numbered(const std::string& path, int number) {
  if (path.empty()) return path;
  std::filesystem::path name(path);
  name.replace_filename(fmt::format("{}_{}{}", name.stem().string(), number, name.extension().string()));
  return name.string();
}

/// The arguments of one variation: its own files.
PaintArguments numbered(const PaintArguments& arguments, int number) {
  PaintArguments one = arguments;
  if (arguments.variations == 1) return one;
  one.output = numbered(arguments.output, number);
  one.save_map = numbered(arguments.save_map, number);
  return one;
}

/// Checks the output and reads the inputs. A model that is missing or broken is reported before either:
/// paint() would find it too, but only with pictures in hand, so it is looked at here when they have a flaw.
PaintRequest prepare(const PaintArguments& arguments, const MapFiles& maps, const PaintOptions& options) {
  try {
    for (int number = 1; number <= arguments.variations; ++number) check_outputs(numbered(arguments, number));
    return load_request(arguments, maps, options);
  } catch (const BadInput&) {
    check_model(options.network);
    throw;
  }
}

/// Paints one picture and writes its files.
PaintResult make(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request,
                 Json& reports) {
  const Clock::time_point start = Clock::now();
  PaintResult result = paint_with_progress(arguments, request);
  print_notices(arguments, result.notices);
  save_image(arguments.output, result.image, {picture_text(arguments, maps, result)});
  print_notices(arguments, save_sources(arguments, result));
  const double seconds = seconds_since(start);
  reports.push_back(describe_result(arguments, result, seconds));
  if (arguments.sidecar)
    write_text(std::filesystem::path(arguments.output).replace_extension(".json").string(),
               reports.back().dump(2) + "\n");
  if (!arguments.json) print_result(arguments, result, seconds);
  return result;
}

/// Paints as many variations as were asked for. Returns whether it was cut short; those that were made stay.
bool make_all(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request) {
  Json reports = Json::array();
  Image first;
  bool cancelled = false;
  for (int number = 1; number <= arguments.variations && !cancelled; ++number) {
    const bool shared = arguments.variations > 1 && arguments.borders == "shared";
    const PaintResult result =
        make(numbered(arguments, number), maps,
             shared ? bordered_variation(request, number, first) : variation(request, number), reports);
    if (number == 1 && shared) first = result.image;
    cancelled = result.cancelled;
  }
  if (arguments.json)
    fmt::print("{}\n", (arguments.variations == 1 ? reports[0] : Json{{"variations", reports}}).dump(2));
  return cancelled;
}

/// Options, model, output, inputs: each is checked before the next, and all of them before any work.
int run_paint(PaintArguments arguments) {
  split_weights(arguments);
  const PaintOptions options = resolve(arguments);
  const MapFiles maps = find_maps(arguments);
  const PaintRequest request = prepare(arguments, maps, options);
  print_notices(arguments, arguments.notices);
  print_notices(arguments, maps.notices);
  if (arguments.dry_run) return dry_run(arguments, maps, request);

  catch_interrupts();
  return make_all(arguments, maps, request) ? static_cast<int>(ErrorCode::cancelled) : 0;
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
