#include "style_options.h"

namespace doodle::cli {
namespace {

void add_file_options(CLI::App& c, StyleArguments& a) {
  const std::string group = "Files";
  c.add_option("--style,--style-image,--style_image", a.styles,
               "Pictures whose manner to take, as FILE or FILE:WEIGHT")
      ->type_name("FILE[:WEIGHT] ...")
      ->delimiter(',')
      ->group(group);
  c.add_option("--content,--content-image,--content_image", a.content, "The picture to paint")
      ->type_name("FILE")
      ->group(group);
  c.add_option("-o,--output,--output-image,--output_image", a.output, "The picture to write")
      ->type_name("FILE")
      ->capture_default_str()
      ->group(group);
  c.add_option("--style-map", a.style_maps,
               "Label map of each --style, in order: with --target-map, regions of "
               "a label take the manner of what has that label")
      ->type_name("FILE ...")
      ->group(group);
  c.add_option("--target-map", a.target_map, "Label map of the content")->type_name("FILE")->group(group);
  c.add_option("--labels", a.labels, "A labels.toml that names the maps' colours")
      ->type_name("FILE")
      ->group(group);
  c.add_option("--semantic-mode", a.map_mode, "How maps are read: automatic or labels")
      ->capture_default_str()
      ->group(group);
  c.add_option("--config", a.config, "Options from a TOML file; DOODLE_* and the command line win")
      ->type_name("FILE")
      ->group(group);
}

void add_loss_options(CLI::App& c, StyleArguments& a) {
  const std::string group = "What is painted";
  StyleLossOptions& loss = a.options.loss;
  const auto number = [&](const std::string& name, double& value, const std::string& help) {
    return c.add_option(name, value, help)->capture_default_str()->group(group);
  };
  const auto layers = [&](const std::string& name, std::vector<std::string>& value, const std::string& help) {
    c.add_option(name, value, help)->delimiter(',')->group(group);
  };
  c.add_option("--ratio", a.ratio, "STYLE/CONTENT, as 2/1: the plain way to set both weights")
      ->type_name("S/C")
      ->group(group);
  number("--style-weight,--style_weight", loss.style_weight, "Weight of the style; 0..1e9");
  number("--content-weight,--content_weight", loss.content_weight, "Weight of the content; 0..1e9");
  number("--patch-weight", loss.patch_weight,
         "Weight of neural patches beside the style's statistics; 0..1e9");
  number("--smoothness,--tv-weight,--tv_weight", loss.smoothness, "Weight of smoothness; 0..1e9");
  c.add_option("--loss", loss.kind,
               "wasserstein: whole distributions of features; or gram: their second moments, faster")
      ->capture_default_str()
      ->group(group);
  c.add_option("--layer-scale", loss.layer_scale, "equal, or gatys: the say of each style layer")
      ->capture_default_str()
      ->group(group);
  layers("--style-layers,--style_layers", loss.style_layers, "By default 1_1,2_1,3_1,4_1,5_1");
  layers("--content-layers,--content_layers", loss.content_layers, "By default 4_2");
  layers("--patch-layers", loss.patch_layers, "By default 3_1,4_1");
  c.add_option("--colours,--colors", a.options.colours,
               "style; or the content's: luminance, linear (fitted by covariance), histogram")
      ->capture_default_str()
      ->group(group);
  c.add_option("--original-colors,--original_colors", a.original_colours, "1 means --colours luminance")
      ->group(group);
}

void add_schedule_options(CLI::App& c, StyleArguments& a) {
  const std::string group = "Size and effort";
  StyleScheduleOptions& schedule = a.options.schedule;
  c.add_option("--output-size,--print", a.output_size, "WIDTHxHEIGHT; by default the content's size")
      ->group(group);
  c.add_option("--image-size,--image_size", a.image_size, "Longer side, instead of --output-size")
      ->group(group);
  c.add_option("--phases", schedule.phases,
               "Sizes to work at, sqrt 2 apart; 1..12, or 0: from about 128 pixels")
      ->capture_default_str()
      ->group(group);
  c.add_option("--iterations,--num-iterations,--num_iterations", schedule.iterations,
               "Evaluations of the objective in each phase; 1..10000")
      ->capture_default_str()
      ->group(group);
  c.add_option("--tiled-iterations", schedule.tiled_iterations,
               "The same in phases that work in tiles; 1..10000")
      ->capture_default_str()
      ->group(group);
  c.add_option("--style-scale,--style_scale", schedule.style_scale,
               "Longer side of the styles against the picture's; 1/16..16")
      ->capture_default_str()
      ->group(group);
  c.add_option("--optimiser,--optimizer", schedule.optimiser, "lbfgs or adam")
      ->capture_default_str()
      ->group(group);
  c.add_option("--seed", a.seed,
               "Start from: auto (the content), content, noise (or random), or FILE; a number is "
               "--random-seed")
      ->capture_default_str()
      ->group(group);
  c.add_option("--init,--init-image,--init_image", a.init,
               "The same in neural-style's words: image, random or FILE")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(group);
  c.add_option("--random-seed", a.options.seed.random_seed, "A number; the same one gives the same picture")
      ->capture_default_str()
      ->check([](const std::string& text) {
        return text.starts_with('-') ? text + " is negative" : std::string();
      })
      ->group(group);
}

void add_machine_options(CLI::App& c, StyleArguments& a) {
  const std::string group = "Network and machine";
  NetworkOptions& network = a.options.network;
  c.add_option("--model,--model-file,--model_file", network.model,
               "random, a name of `doodle models`, or a file")
      ->group(group);
  c.add_option("--pooling", network.pooling, "max, or average (or avg)")->capture_default_str()->group(group);
  c.add_option("--padding", network.padding, "replicate (the default), zero or reflect")->group(group);
  c.add_option("--memory", a.memory, "At most so much, as 4G or 512M; larger pictures work in tiles")
      ->group(group);
  c.add_option("--device", a.options.run.device, "auto (a GPU where one can be used), cpu, cuda or cuda:N")
      ->capture_default_str()
      ->group(group);
  c.add_option("--threads", a.options.run.threads, "How many; 0: all")->capture_default_str()->group(group);
}

void add_report_options(CLI::App& c, StyleArguments& a) {
  const std::string group = "Reports";
  c.add_option("--film", a.film,
               "A film of the work: NAME.mp4, NAME.gif (both need ffmpeg) or a folder of frames")
      ->group(group);
  c.add_option("--contact", a.contact, "Also a sheet that shows the content in each --style alone")
      ->group(group);
  c.add_flag("--json", a.json, "Print one JSON object about the result")->group(group);
  c.add_flag("--dry-run", a.dry_run, "Check everything, print what it will take, and stop")->group(group);
  c.add_flag("-q,--quiet", a.quiet, "No progress and no notes")->group(group);
  c.add_option("--print-every,--print-iter,--print_iter", a.print_every,
               "A line of progress each N steps; 0: every few seconds")
      ->group(group);
}

/// Options of neural-style that are read, so that its command lines work, and do nothing.
void add_ignored_options(CLI::App& c, StyleArguments& a) {
  for (const std::string name :
       {"--gpu", "--backend", "--learning_rate", "--normalize_gradients", "--save_iter", "--proto_file",
        "--multigpu_strategy", "--cudnn_autotune", "--lbfgs_num_correction"})
    c.add_option_function<std::string>(
         name, [&a, name](const std::string&) { a.notices.push_back(name + " has no effect"); }, "No effect")
        ->group("Accepted for neural-style's command lines")
        ->expected(0, 1);
}

}  // namespace

void add_style_options(CLI::App& command, StyleArguments& arguments) {
  add_file_options(command, arguments);
  add_loss_options(command, arguments);
  add_schedule_options(command, arguments);
  add_machine_options(command, arguments);
  add_report_options(command, arguments);
  add_ignored_options(command, arguments);
  command
      .add_option("--style-blend-weights,--style_blend_weights", arguments.shares,
                  "Weight of each --style, in order")
      ->delimiter(',')
      ->group("Files");
}

}  // namespace doodle::cli
