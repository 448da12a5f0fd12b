#include <fmt/format.h>

#include "names.h"
#include "options.h"

namespace doodle::cli {

void add_size_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Size and seed");
  constexpr const char* kSizes[] = {
      "WIDTHxHEIGHT in pixels; by default the content's size, else the target map's, else the style's",
      "WIDTHxHEIGHT in pixels; by default the first photo's size, or that of the picture to paint into",
      "WIDTHxHEIGHT in pixels, instead of --scale", "WIDTHxHEIGHT in pixels, instead of --scale"};
  group.add_text(
      "--output-size", [](PaintOptions& o, const std::string& text) { o.output_size = parse_size(text); },
      [](const PaintOptions& o) {
        return o.output_size == Size{} ? std::string()
                                       : fmt::format("{}x{}", o.output_size.width, o.output_size.height);
      },
      kSizes[static_cast<int>(arguments.task)]);
  group.add_text(
      "--tile", [](PaintOptions& o, const std::string& text) { o.tile = parse_wrap("tile", text); },
      [](const PaintOptions& o) { return wrap_name(o.tile); },
      "Continue the picture over its sides, so that copies side by side show no seam: none, x, y or xy");
  group.add(
      "--phases", [](PaintOptions & o) -> auto& { return o.pyramid.phases; },
      "Scales to work at, each twice as large as the one before; 1..10, or 0: as many as the size needs");
  group.add(
      "--random-seed", [](PaintOptions & o) -> auto& { return o.seed.random_seed; },
      "A number; the same number and options give the same picture");
}

void add_start_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Size and seed");
  group.add(
      "--style-scale", [](PaintOptions & o) -> auto& { return o.pyramid.style_scale; },
      "Size of the style's strokes in the result against the style's file; 1/16..16");
  if (arguments.task != Task::upscale) {
    group.add(
        "--rotate", [](PaintOptions & o) -> auto& { return o.samples.rotate; },
        "Also take patches turned: 0 (no), 180, or 90 (by any number of quarter turns)");
    group.add_text(
        "--mirror",
        [](PaintOptions& o, const std::string& text) { o.samples.mirror = parse_wrap("mirror", text); },
        [](const PaintOptions& o) { return wrap_name(o.samples.mirror); },
        "Also take patches mirrored: none, x (left to right), y (top to bottom) or xy");
    group.add(
        "--style-tiles", [](PaintOptions & o) -> auto& { return o.samples.wrap; },
        "The styles are tiles: their patches go on over their sides");
  }
  if (arguments.task == Task::texture) {
    group
        .add_plain("--variations", arguments.variations,
                   "How many different ones to make, as NAME_1.png, NAME_2.png ...; 1..1000")
        ->type_name("N");
    group.add_plain("--borders", arguments.borders,
                    "Of variations: separate, or shared: any can stand beside any other without a seam");
  }
  group.add_plain("--seed", arguments.seed,
                  arguments.task == Task::texture
                      ? "Start from: noise, previous (the picture at --output), or FILE"
                      : "Start from: auto (content if there is one, else noise), noise, "
                        "content, previous (the picture at --output), or FILE");
  group.add_text(
      "--seed-range", [](PaintOptions& o, const std::string& text) { parse_seed_range(text, o.seed); },
      [](const PaintOptions& o) { return fmt::format("{}:{}", o.seed.low, o.seed.high); },
      "LOW:HIGH of the noise, 0..255");
}

void add_match_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Matching");
  group
      .add(
          "--style-layers", [](PaintOptions & o) -> auto& { return o.match.layers; },
          "Layers of the network where patches are matched, as 3_1,4_1 or as separate words")
      ->delimiter(',');
  group.add(
      "--vote-layer", [](PaintOptions & o) -> auto& { return o.match.vote_layer; },
      "Layer where patches are matched for voting");
  group.add(
      "--variety", [](PaintOptions & o) -> auto& { return o.match.variety; },
      "How strongly patches that already match well somewhere are put off; 0..1");
  group.add(
      "--match", [](PaintOptions & o) -> auto& { return o.match.search; },
      "exact: compare each patch with all of the style's; windowed: with few, for large pictures; or auto");
  if (arguments.task != Task::paint) return;
  group.add(
      "--semantic-weight", [](PaintOptions & o) -> auto& { return o.match.semantic_weight; },
      "Weight of the maps against the features; 0..10000");
  group.add_text(
      "--semantic-mode", [](PaintOptions& o, const std::string& text) { o.maps.mode = parse_map_mode(text); },
      [](const PaintOptions& o) { return map_mode_name(o.maps.mode); },
      "How maps are read: automatic, labels, guide (continuous tones) or colour (as neural-doodle did)");
  group.add(
      "--max-labels", [](PaintOptions & o) -> auto& { return o.maps.max_labels; },
      "At most so many labels are told apart; 1..64");
}

void add_refine_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Voting and refinement");
  group.add(
      "--neural-phases", [](PaintOptions & o) -> auto& { return o.pyramid.neural_phases; },
      "In how many of the first phases the network paints; 1..10, or 0: as many as the task needs");
  group.add(
      "--votes", [](PaintOptions & o) -> auto& { return o.refine.votes; },
      "Rounds of matching and copying at the start of a phase; 0..100");
  group.add(
      "--iterations", [](PaintOptions & o) -> auto& { return o.refine.iterations; },
      "Evaluations of the objective in each phase; 0..10000");
  group.add(
      "--style-weight", [](PaintOptions & o) -> auto& { return o.refine.style_weight; },
      "Weight of the style's patches; 0..1e6");
  if (arguments.task == Task::paint) {
    group.add(
        "--content-weight", [](PaintOptions & o) -> auto& { return o.refine.content_weight; },
        "Weight of --content: how closely its shapes are kept; 0..1e6");
    group
        .add(
            "--content-layers", [](PaintOptions & o) -> auto& { return o.refine.content_layers; },
            "Layers where the content is held, as 4_2 or several")
        ->delimiter(',');
  }
  group.add(
      "--smoothness", [](PaintOptions & o) -> auto& { return o.refine.smoothness; },
      "Weight of smoothness; 0..1e6");
  group.add(
      "--optimiser", [](PaintOptions & o) -> auto& { return o.refine.optimiser; }, "lbfgs or adam");
}

void add_finish_options(CLI::App& command, PaintArguments& arguments) {
  OptionGroup group(command, arguments, "Finishing in pixels");
  group.add(
      "--finish,!--no-finish", [](PaintOptions & o) -> auto& { return o.finish.enabled; },
      "Finish the last phases in pixels, or not");
  group.add(
      "--finish-phases", [](PaintOptions & o) -> auto& { return o.finish.phases; },
      "How many of the last phases are finished; 0..10, of which those that there are");
  group.add(
      "--finish-iterations", [](PaintOptions & o) -> auto& { return o.finish.iterations; },
      "Rounds of search and voting in each; 1..100");
  group.add(
      "--balance", [](PaintOptions & o) -> auto& { return o.finish.balance; },
      "How strongly each pixel of the style is held to equal use; 0..100");
  group.add(
      "--coverage", [](PaintOptions & o) -> auto& { return o.finish.coverage; },
      "Raise the balance while less than this share of the style appears; 0..1, or 0: do not");
  group.add_plain("--no-neural", arguments.no_neural,
                  "Pixels only, for comparison: no votes and no iterations");
}

}  // namespace doodle::cli
