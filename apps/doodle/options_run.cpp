#include "names.h"
#include "options.h"

namespace doodle::cli {
namespace {

/// An option of neural-doodle that is read, so that its command lines work, and does nothing.
void add_ignored(CLI::App& command, PaintArguments& arguments, const std::string& name,
                 const std::string& why) {
  command
      .add_option_function<std::string>(
          name,
          [&arguments, name, why](const std::string&) {
            arguments.notices.push_back(name + " has no effect: " + why);
          },
          "No effect: " + why)
      ->group("Accepted for neural-doodle's command lines")
      ->expected(0, 1);
}

/// What the picture is to look like.
void add_style_files(CLI::App& command, OptionGroup& group, PaintArguments& arguments) {
  if (arguments.task == Task::texture) {
    command
        .add_option("photos", arguments.styles,
                    "One photo or more to take the texture from; FILE:WEIGHT says what share of it")
        ->type_name("PHOTO[:WEIGHT]");
  } else if (arguments.task == Task::upscale) {
    group
        .add_plain("--style", arguments.styles,
                   "A photo whose detail to take, or several; none: the art's own patches")
        ->type_name("FILE ...");
  } else {
    group
        .add_plain("--style", arguments.styles,
                   "The picture whose look to take; several add up, in the shares that FILE:WEIGHT says")
        ->type_name("FILE[:WEIGHT] ...");
    group.add_plain("--content", arguments.content, "A picture whose content to keep")->type_name("FILE");
  }
}

void add_guides(OptionGroup& group, PaintArguments& arguments) {
  group
      .add_plain("--guide", arguments.guides,
                 "What each place of the style is like, then what the picture's are to be like, and how much "
                 "it counts (1); may be repeated; a file for each style")
      ->type_name("FILE ... TARGET[:WEIGHT]");
}

/// Where to paint, and which parts of the styles to use.
void add_mask_files(OptionGroup& group, PaintArguments& arguments) {
  group
      .add_plain("--inpaint", arguments.inpaint,
                 "Paint the clear or masked parts of this picture, and around it with a larger "
                 "--output-size; without a style, from its other parts")
      ->type_name("PICTURE");
  group.add_plain("--mask", arguments.mask, "Where --inpaint is to paint: white")->type_name("FILE");
  group
      .add_plain("--style-mask", arguments.style_masks,
                 "Mask of each style, in order: its white parts are used; clear pixels (alpha) never are")
      ->type_name("FILE ...");
}

void add_map_files(OptionGroup& group, PaintArguments& arguments) {
  group
      .add_plain("--style-map", arguments.style_maps,
                 "Map of each --style, in order; by default beside it as NAME_sem.png")
      ->type_name("FILE ...");
  group
      .add_plain("--target-map", arguments.target_map,
                 "What to paint where; by default NAME_sem.png beside --content or --output")
      ->type_name("FILE");
  group.add_plain("--semantic-ext", arguments.semantic_ext, "How the names of maps end")->type_name("TEXT");
  group.add_plain("--labels", arguments.labels, "A labels.toml that names the maps' colours")
      ->type_name("FILE");
}

}  // namespace

void add_file_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Files");
  add_style_files(command, group, arguments);
  if (arguments.task != Task::upscale) {
    add_guides(group, arguments);
    add_mask_files(group, arguments);
  }
  group
      .add_plain("--save-map", arguments.save_map,
                 "Write where each pixel comes from, for `doodle apply-map`; an OpenEXR file")
      ->type_name("FILE.exr");
  group.add_plain("-o,--output", arguments.output, "The picture to write")->type_name("FILE");
  if (arguments.task == Task::paint) add_map_files(group, arguments);
  group
      .add_plain("--config", arguments.config, "Options from a TOML file; DOODLE_* and the command line win")
      ->type_name("FILE");
}

void add_network_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Network");
  group.add(
      "--model,--weights", [](PaintOptions & o) -> auto& { return o.network.model; },
      "thin (the default), random, a name of `doodle models`, or a safetensors file");
  group.add(
      "--pooling", [](PaintOptions & o) -> auto& { return o.network.pooling; }, "average or max");
  group.add(
      "--padding", [](PaintOptions & o) -> auto& { return o.network.padding; },
      "zero, replicate or reflect; by default what the model says");
  group.add(
      "--activation", [](PaintOptions & o) -> auto& { return o.network.activation; },
      "Random network: elu, relu or leaky");
  group.add(
      "--down-sampling", [](PaintOptions & o) -> auto& { return o.network.down_sampling; },
      "Random network: strided, average or max");
  group.add(
      "--initialisation", [](PaintOptions & o) -> auto& { return o.network.initialisation; },
      "Random network: glorot or orthogonal");
  group.add(
      "--units", [](PaintOptions & o) -> auto& { return o.network.units; },
      "Random network: multiplies the channels; 1/16..4");
  group.add(
      "--depth", [](PaintOptions & o) -> auto& { return o.network.depth; },
      "Random network: repeats each 3x3 layer; 1..4");
  group.add(
      "--network-seed", [](PaintOptions & o) -> auto& { return o.network.seed; },
      "Random network: its number");
}

void add_run_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Running");
  group.add_plain("--quality", arguments.quality, "draft, standard or fine; explicit options win over it");
  group.add_text(
      "--device", [](PaintOptions& o, const std::string& text) { o.run.device = device_name(text); },
      [](const PaintOptions& o) { return o.run.device; },
      "auto (a GPU where one can be used), cpu, cuda or cuda:N; gpu and gpu0 mean cuda and cuda:0");
  group.add_text(
      "--memory", [](PaintOptions& o, const std::string& text) { o.memory_gib = parse_memory(text); },
      [](const PaintOptions& o) { return memory_name(o.memory_gib); },
      "At most so much, as 2G, 512M or bytes; by default three quarters of the machine's");
  group.add(
      "--threads", [](PaintOptions & o) -> auto& { return o.run.threads; },
      "How many; 0: all. The picture does not depend on it");
}

void add_report_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Reports");
  group.add_plain("--json", arguments.json, "Print one JSON object about the result");
  const bool world = arguments.task == Task::world;  // whose picture is written as it is painted
  if (!world)
    group.add_plain("--sidecar", arguments.sidecar, "Write the same object beside the picture, as NAME.json");
  group.add_plain("--dry-run", arguments.dry_run, "Check everything, print what would be done, and stop");
  group.add_plain("-q,--quiet", arguments.quiet, "No progress and no notes");
  group.add_plain("--print-every", arguments.print_every,
                  "A line of progress each N steps; 0: every few seconds");
  if (!world)
    group.add_plain("--save-every", arguments.save_every, "A frame into NAME.frames each N steps; 0: none");
}

void add_ignored_options(CLI::App& command, PaintArguments& arguments) {
  add_ignored(command, arguments, "--slices", "matching needs no slices to fit into memory");
  add_ignored(command, arguments, "--cache", "matches are found anew at every step");
}

}  // namespace doodle::cli
