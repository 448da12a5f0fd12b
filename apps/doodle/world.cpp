#include "doodle/world.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/models.h"
#include "files.h"
#include "layers.h"
#include "options.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "stopwatch.h"

namespace doodle::cli {
namespace {

struct WorldArguments {
  PaintArguments paint;
  std::string map;
  WorldOptions options;
};

/// What is painted is kept there until the picture is whole.
std::string work_file(const WorldArguments& arguments) {
  return arguments.paint.output + ".part";
}

WorldOptions resolve(const WorldArguments& arguments) {
  if (arguments.map.empty())
    throw UsageError("no map given; name it, as in `doodle world map.png --labels labels.toml`");
  if (arguments.paint.labels.empty())
    throw UsageError("--labels is missing; name a labels.toml whose labels have a colour and a file each");
  WorldOptions options = arguments.options;
  options.paint = resolve(arguments.paint);
  check_options(options);
  if (!arguments.paint.styles.empty() && arguments.paint.style_maps.empty())
    throw UsageError("--style needs --style-map here: a map in the colours of the labels for each style");
  return options;
}

WorldRequest load_request(const WorldArguments& arguments, const WorldOptions& options) {
  WorldRequest request;
  request.labels = read_label_file(arguments.paint.labels);
  request.styles = read_world_styles(arguments.paint.labels);
  for (std::size_t i = 0; i < arguments.paint.styles.size(); ++i)
    request.styles.push_back(
        {load_image(arguments.paint.styles[i]), load_image(arguments.paint.style_maps[i])});
  request.map = load_image(arguments.map);
  request.options = options;
  return request;
}

WorldRequest prepare(const WorldArguments& arguments, const WorldOptions& options) {
  try {
    require_no_input(
        arguments.paint.output,
        {{arguments.map, arguments.paint.labels}, arguments.paint.styles, arguments.paint.style_maps});
    check_output(arguments.paint.output);
    return load_request(arguments, options);
  } catch (const BadInput&) {
    check_model(options.paint.network);
    throw;
  }
}

int dry_run(const WorldArguments& arguments, const WorldRequest& request) {
  check_model(request.options.paint.network);
  const PaintEstimate estimate = estimate_world(request);
  print_notices(arguments.paint.quiet, estimate.notices);
  const Json plan{{"map", arguments.map},
                  {"labels", arguments.paint.labels},
                  {"output", arguments.paint.output},
                  {"planned_memory_bytes", estimate.bytes},
                  {"chunks", estimate.phases}};
  PaintOptions decided = request.options.paint;
  decided.output_size = estimate.size;
  Json values = describe_options(arguments.paint, decided);
  values["scale"] = request.options.scale;
  values["border"] = request.options.border;
  values["chunk"] = request.options.chunk;
  print_plan(arguments.paint.json, plan, values);
  return 0;
}

void print_result(const WorldArguments& arguments, const WorldResult& result, double seconds) {
  if (arguments.paint.json) {
    const Json object{{"output", arguments.paint.output},
                      {"width", result.size.width},
                      {"height", result.size.height},
                      {"cancelled", result.cancelled},
                      {"chunks", result.chunks},
                      {"found", result.found},
                      {"painted", result.painted},
                      {"seconds", seconds},
                      {"peak_memory_bytes", peak_memory()},
                      {"planned_memory_bytes", result.planned_bytes},
                      {"notices", result.notices},
                      {"parameters", result.parameters},
                      {"version", version()}};
    fmt::print("{}\n", json_text(object));
    return;
  }
  fmt::print("{}\n", arguments.paint.output);
  if (arguments.paint.quiet) return;
  if (result.cancelled)
    fmt::print(stderr, "doodle: stopped with {} of {} chunks; the same command goes on from {}\n",
               result.found + result.painted, result.chunks, work_file(arguments));
  else
    fmt::print(
        stderr, "doodle: {}x{} in {:.1f} s{}\n", result.size.width, result.size.height, seconds,
        result.found > 0 ? fmt::format(", {} of {} chunks were there", result.found, result.chunks) : "");
}

int run_world(const WorldArguments& arguments) {
  const Stopwatch watch;
  const WorldOptions options = resolve(arguments);
  const WorldRequest request = prepare(arguments, options);
  if (arguments.paint.dry_run) return dry_run(arguments, request);
  catch_interrupts("stopping; finished chunks are kept");
  NoticePrinter notices(arguments.paint.quiet);
  WorldResult result;
  {
    ProgressPrinter printer(arguments.paint.quiet, arguments.paint.print_every, "chunk");
    result = paint_world(request, work_file(arguments), [&](const Progress& progress) {
      notices.print(progress.notices);
      printer.report(progress);
      return !interrupted();
    });
  }
  notices.print(result.notices);
  SaveOptions save{result.parameters};
  save.text["file:map"] = arguments.map;
  save.text["file:labels"] = arguments.paint.labels;
  save_world(work_file(arguments), arguments.paint.output, save);
  std::error_code ignored;
  if (!result.cancelled) std::filesystem::remove(work_file(arguments), ignored);
  print_result(arguments, result, watch.seconds());
  return result.cancelled ? static_cast<int>(ErrorCode::cancelled) : 0;
}

void add_world_options(CLI::App& command, WorldArguments& arguments) {
  command.add_option("map", arguments.map, "What lies where, in the colours of the labels")->type_name("MAP");
  PaintArguments& paint = arguments.paint;
  OptionGroup files(command, paint, "Files");
  files.add_plain("--labels", paint.labels, "A labels.toml that gives each label a colour and a file")
      ->type_name("FILE");
  files.add_plain("--style", paint.styles, "A picture of several labels, or several; with --style-map")
      ->type_name("FILE ...");
  files.add_plain("--style-map", paint.style_maps, "Map of each --style, in order")->type_name("FILE ...");
  files
      .add_plain("-o,--output", paint.output, "The picture to write; PNG and TIFF may be larger than memory")
      ->type_name("FILE");
  files.add_plain("--config", paint.config, "Options from a TOML file; DOODLE_* and the command line win")
      ->type_name("FILE");
  OptionGroup world(command, paint, "World");
  world.add_plain("--scale", arguments.options.scale, "Pixels of the picture per pixel of the map; 1..256");
  world.add_plain("--border", arguments.options.border,
                  "Pixels by which borders stray from where they are drawn; 0..1000");
  world.add_plain("--chunk", arguments.options.chunk,
                  "Longest side painted at once, 64..8192; halved until it fits --memory");
}

void add_style_scale(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Size and seed");
  group.add(
      "--style-scale", [](PaintOptions & o) -> auto& { return o.pyramid.style_scale; },
      "Size of the examples' pixels in the result; 1/16..16");
}

}  // namespace

void add_world(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("world", "Paint a label map of any size with an example per label");
  const auto arguments = std::make_shared<WorldArguments>();
  arguments->paint.task = Task::world;
  add_world_options(*command, *arguments);
  for (const auto add : {add_size_options, add_style_scale, add_run_options, add_match_options,
                         add_refine_options, add_finish_options, add_network_options, add_report_options}) {
    add(*command, arguments->paint);
  }
  command->footer("Each option can also come from the environment (--border: DOODLE_BORDER) or --config.");
  command->callback([command, arguments, &action] {
    action = [command, arguments] {
      apply_layers(*command, *command->get_option("--config"));
      return run_world(*arguments);
    };
  });
}

}  // namespace doodle::cli
