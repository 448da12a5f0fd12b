#include <fmt/format.h>

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
#include "stopwatch.h"

namespace doodle::cli {
namespace {

int dry_run(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request,
            NoticePrinter& notices) {
  check_model(request.options.network);
  const PaintEstimate estimate = estimate_paint(request);
  notices.print(estimate.notices);
  Json plan = describe_files(arguments, maps);
  plan["planned_memory_bytes"] = estimate.bytes;
  PaintOptions decided = request.options;
  decided.output_size = estimate.size;
  decided.pyramid.phases = estimate.phases;
  print_plan(arguments.json, plan, describe_options(arguments, decided));
  return 0;
}

PaintResult paint_with_progress(const PaintArguments& arguments, const PaintRequest& request,
                                NoticePrinter& notices) {
  ProgressPrinter printer(arguments.quiet, arguments.print_every);
  Frames frames(arguments);
  return paint(request, [&](const Progress& progress) {
    notices.print(progress.notices);
    printer.report(progress);
    frames.add(progress);
    return !interrupted();
  });
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

/// All but the styles, and the seed, from which the next picture may well be painted in its place.
Inputs files_read(const PaintArguments& arguments, const MapFiles& maps) {
  return {{maps.target, arguments.content, arguments.inpaint, arguments.mask},
          maps.styles,
          arguments.style_masks,
          arguments.guides};
}

/// Checks the output and reads the inputs. A model that is missing or broken is reported before either:
/// paint() would find it too, but only with pictures in hand, so it is looked at here when they have a flaw.
PaintRequest prepare(const PaintArguments& arguments, const MapFiles& maps, const PaintOptions& options) {
  try {
    for (int number = 1; number <= arguments.variations; ++number)
      check_outputs(numbered(arguments, number), files_read(arguments, maps));
    return load_request(arguments, maps, options);
  } catch (const BadInput&) {
    check_model(options.network);
    throw;
  }
}

/// Paints one picture and writes its files.
PaintResult make(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request,
                 NoticePrinter& notices, Json& reports) {
  const Stopwatch watch;
  PaintResult result = paint_with_progress(arguments, request, notices);
  notices.print(result.notices);
  save_result(arguments.output, result.image, {picture_text(arguments, maps, result)});
  notices.print(save_sources(arguments, result));
  const double seconds = watch.seconds();
  reports.push_back(describe_result(arguments, result, seconds));
  write_sidecar(arguments, reports.back());
  if (!arguments.json) print_result(arguments.quiet, arguments.output, result, seconds);
  return result;
}

/// Paints as many variations as were asked for. Returns whether it was cut short; those that were made stay.
bool make_all(const PaintArguments& arguments, const MapFiles& maps, const PaintRequest& request,
              NoticePrinter& notices) {
  Json reports = Json::array();
  Image first;
  bool cancelled = false;
  for (int number = 1; number <= arguments.variations && !cancelled; ++number) {
    const bool shared = arguments.variations > 1 && arguments.borders == "shared";
    const PaintResult result = make(
        numbered(arguments, number), maps,
        shared ? bordered_variation(request, number, first) : variation(request, number), notices, reports);
    if (number == 1 && shared) first = result.image;
    cancelled = result.cancelled;
  }
  if (arguments.json)
    fmt::print("{}\n", json_text(arguments.variations == 1 ? reports[0] : Json{{"variations", reports}}));
  return cancelled;
}

/// Options, model, output, inputs: each is checked before the next, and all of them before any work.
int run_paint(PaintArguments arguments) {
  split_weights(arguments);
  const PaintOptions options = resolve(arguments);
  const MapFiles maps = find_maps(arguments);
  const PaintRequest request = prepare(arguments, maps, options);
  NoticePrinter notices(arguments.quiet);
  notices.print(arguments.notices);
  notices.print(maps.notices);
  if (arguments.dry_run) return dry_run(arguments, maps, request, notices);

  catch_interrupts();
  return make_all(arguments, maps, request, notices) ? static_cast<int>(ErrorCode::cancelled) : 0;
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
