#include "doodle/upscale.h"

#include <fmt/format.h>

#include <fstream>
#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/models.h"
#include "files.h"
#include "frames.h"
#include "layers.h"
#include "options.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "stopwatch.h"

namespace doodle::cli {
namespace {

struct UpscaleArguments {
  PaintArguments paint;
  std::string source;
  UpscaleOptions options;
};

UpscaleOptions resolve(const UpscaleArguments& arguments) {
  if (arguments.source.empty())
    throw UsageError("no pixel art given; name it, as in `doodle upscale stone.png --style rocks.jpg`");
  UpscaleOptions options = arguments.options;
  options.paint = resolve(arguments.paint);
  check_options(options);
  return options;
}

UpscaleRequest load_request(const UpscaleArguments& arguments, const UpscaleOptions& options) {
  UpscaleRequest request;
  request.source = load_image(arguments.source);
  for (const std::string& photo : arguments.paint.styles) request.photos.push_back(load_image(photo));
  request.options = options;
  return request;
}

UpscaleRequest prepare(const UpscaleArguments& arguments, const UpscaleOptions& options) {
  try {
    check_outputs(arguments.paint, {{arguments.source}});
    return load_request(arguments, options);
  } catch (const BadInput&) {
    check_model(options.paint.network);
    throw;
  }
}

Json describe_files(const UpscaleArguments& arguments) {
  Json object{{"source", arguments.source}};
  if (!arguments.paint.styles.empty()) object["style"] = arguments.paint.styles;
  object["output"] = arguments.paint.output;
  return object;
}

int dry_run(const UpscaleArguments& arguments, const UpscaleRequest& request, NoticePrinter& notices) {
  const UpscaleOptions& options = request.options;
  check_model(options.paint.network);
  Json plan = describe_files(arguments);
  const PaintEstimate estimate = estimate_upscale(request);
  notices.print(estimate.notices);
  plan["planned_memory_bytes"] = estimate.bytes;
  Json values = describe_options(arguments.paint, options.paint);
  values["scale"] = options.scale;
  values["keep-colour"] = options.keep_colour;
  values["photo-scale"] = options.photo_scale;
  values["palette"] = options.snap_palette;
  print_plan(arguments.paint.json, plan, values);
  return 0;
}

/// A note where the art's sidecar, as Minecraft has it, says that it is a strip of frames.
std::vector<std::string> sidecar_notices(const UpscaleArguments& arguments) {
  const std::string path = arguments.source + ".mcmeta";
  std::ifstream file(path);
  const Json sidecar = Json::parse(file, nullptr, false);
  if (!sidecar.is_object() || !sidecar.contains("animation")) return {};
  return {
      fmt::format("{} says that these are frames of an animation; here they are one picture: `doodle pack` "
                  "enlarges each by itself",
                  path)};
}

PaintResult upscale_with_progress(const PaintArguments& arguments, const UpscaleRequest& request,
                                  NoticePrinter& notices) {
  ProgressPrinter printer(arguments.quiet, arguments.print_every);
  Frames frames(arguments);
  return upscale(request, [&](const Progress& progress) {
    notices.print(progress.notices);
    printer.report(progress);
    frames.add(progress);
    return !interrupted();
  });
}

SaveOptions picture_text(const UpscaleArguments& arguments, const PaintResult& result) {
  SaveOptions save{result.parameters};
  save.text["file:source"] = arguments.source;
  if (!arguments.paint.styles.empty())
    save.text["file:style"] = fmt::format("{}", fmt::join(arguments.paint.styles, " "));
  return save;
}

int run_upscale(const UpscaleArguments& arguments) {
  const Stopwatch watch;
  const PaintArguments& paint = arguments.paint;
  const UpscaleOptions options = resolve(arguments);
  const UpscaleRequest request = prepare(arguments, options);
  NoticePrinter notices(paint.quiet);
  notices.print(sidecar_notices(arguments));
  if (paint.dry_run) return dry_run(arguments, request, notices);
  catch_interrupts();
  const PaintResult result = upscale_with_progress(paint, request, notices);
  notices.print(result.notices);
  save_result(paint.output, result.image, picture_text(arguments, result));
  notices.print(save_sources(paint, result));
  const double seconds = watch.seconds();
  const Json report = describe_result(paint, result, seconds);
  write_sidecar(paint, report);
  if (paint.json)
    fmt::print("{}\n", json_text(report));
  else
    print_result(paint.quiet, paint.output, result, seconds);
  return result.cancelled ? static_cast<int>(ErrorCode::cancelled) : 0;
}

void add_art_options(CLI::App& command, UpscaleArguments& arguments) {
  command.add_option("art", arguments.source, "The pixel art to enlarge")->type_name("ART");
  OptionGroup group(command, arguments.paint, "Pixel art");
  group.add_plain("--scale", arguments.options.scale, "How many times larger; 1..64");
  group.add_plain("--keep-colour", arguments.options.keep_colour,
                  "How closely the mean colour of each of the art's pixels is held; 0..1");
  group.add_plain("--photo-scale", arguments.options.photo_scale,
                  "Size of a photo's pixels in the result, 1/64..16; 0: so that it covers the tile twice");
  group.add_plain("--palette", arguments.options.snap_palette, "Use the art's own colours only");
}

}  // namespace

void add_upscale(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("upscale", "Enlarge pixel art with the detail of a photo, or its own");
  const auto arguments = std::make_shared<UpscaleArguments>();
  arguments->paint.task = Task::upscale;
  add_art_options(*command, *arguments);
  for (const auto add : {add_file_options, add_size_options, add_run_options, add_match_options,
                         add_refine_options, add_finish_options, add_network_options, add_report_options}) {
    add(*command, arguments->paint);
  }
  command->footer(
      "Each option can also come from the environment (--keep-colour: DOODLE_KEEP_COLOUR) or --config.");
  command->callback([command, arguments, &action] {
    action = [command, arguments] {
      apply_layers(*command, *command->get_option("--config"));
      return run_upscale(*arguments);
    };
  });
}

}  // namespace doodle::cli
