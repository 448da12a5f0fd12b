#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "command.h"
#include "contact_sheet.h"
#include "doodle/error.h"
#include "files.h"
#include "names.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "trials.h"

namespace doodle::cli {
namespace {

struct ExperimentArguments {
  std::string photo;
  std::string output = "sheet.png";
  std::string output_size = "256x256";
  std::string table;
  int repeats = 1;
  bool json = false, quiet = false;
  PaintOptions options;
};

/// The article's settings, and the network alone: every phase is the network's, and no pixel is copied.
PaintOptions article_options() {
  PaintOptions options;
  options.pyramid.phases = options.pyramid.neural_phases = 4;
  options.refine.votes = 0;
  options.refine.iterations = 10;
  options.refine.style_weight = 100;
  options.refine.smoothness = 0.1;
  options.match.variety = 0.1;
  options.finish.enabled = false;
  return options;
}

/// Runs one trial once. Returns false when it was interrupted; the trial is then as before.
bool run_once(Trial& trial, int repeat, PaintRequest request, const std::string& label, bool quiet) {
  if (interrupted()) return false;
  request.options.network = trial.network;
  request.options.network.seed = static_cast<std::uint64_t>(repeat);
  request.options.seed.random_seed = static_cast<std::uint64_t>(repeat);
  if (!quiet) fmt::print(stderr, "{}\n", label);
  ProgressPrinter printer(quiet || !can_overwrite(), 0);
  const PaintResult result = paint(request, [&](const Progress& progress) {
    printer.report(progress);
    return !interrupted();
  });
  if (result.cancelled) return false;
  trial.likeness.push_back(measure_likeness(result.image, request.styles.front().image));
  if (repeat == 0) trial.image = result.image;
  return true;
}

/// Every trial once before any a second time, so that an interruption leaves whole rows. False when
/// interrupted.
bool run_all(const ExperimentArguments& arguments, const PaintRequest& request, Trials& trials) {
  const std::size_t count = trials.trials.size();
  for (int repeat = 0; repeat < arguments.repeats; ++repeat) {
    for (std::size_t i = 0; i < count; ++i) {
      Trial& trial = trials.trials[i];
      const std::string label = fmt::format("{}/{}  {}", static_cast<std::size_t>(repeat) * count + i + 1,
                                            static_cast<std::size_t>(arguments.repeats) * count, trial.name);
      if (!run_once(trial, repeat, request, label, arguments.quiet)) return false;
    }
  }
  return true;
}

SheetCell sheet_cell(const Trial& trial, const std::string& name) {
  if (trial.likeness.empty()) return {{}, {name, "not run", ""}};
  return {trial.image,
          {name,
           fmt::format("patches {:.2f}  coherence {:.2f}", spread(trial, &Likeness::patches).mean,
                       spread(trial, &Likeness::coherence).mean),
           fmt::format("sharpness {:.2f}", spread(trial, &Likeness::sharpness).mean)}};
}

/// Three to a row; the photo, cut to the size of the others, stands at the end.
Image draw_sheet(const Trials& trials, const Image& photo, Size size) {
  std::vector<SheetRow> rows;
  for (const TrialGroup& group : trials.groups) {
    for (std::size_t i = 0; i < group.trials.size(); ++i) {
      if (i % 3 == 0) rows.push_back({i == 0 ? group.title : "", {}});
      rows.back().cells.push_back(sheet_cell(trials.trials[group.trials[i].first], group.trials[i].second));
    }
  }
  Image part = make_image(size.width, size.height, 3, 255);
  const Image rgb = to_rgb(photo);
  for (int y = 0; y < std::min(size.height, rgb.height); ++y)
    std::copy_n(rgb.at(y, 0), static_cast<std::size_t>(std::min(size.width, rgb.width)) * 3, part.at(y, 0));
  rows.back().cells.push_back({part, {"part of the photo"}});
  return make_sheet(rows, size);
}

Json as_json(const Spread& spread) {
  return {{"mean", spread.mean}, {"deviation", spread.deviation}};
}

Json as_json(const ExperimentArguments& arguments, const Trials& trials, bool complete) {
  Json list = Json::array();
  for (const Trial& trial : trials.trials) {
    list.push_back({{"name", trial.name},
                    {"activation", trial.network.activation},
                    {"down-sampling", trial.network.down_sampling},
                    {"initialisation", trial.network.initialisation},
                    {"units", trial.network.units},
                    {"depth", trial.network.depth},
                    {"runs", trial.likeness.size()},
                    {"patches", as_json(spread(trial, &Likeness::patches))},
                    {"coherence", as_json(spread(trial, &Likeness::coherence))},
                    {"sharpness", as_json(spread(trial, &Likeness::sharpness))}});
  }
  return {{"photo", arguments.photo}, {"output", arguments.output}, {"complete", complete}, {"trials", list}};
}

int run_extreme(ExperimentArguments& arguments) {
  arguments.options.output_size = parse_size(arguments.output_size);
  if (arguments.repeats < 1 || arguments.repeats > 100) {
    throw UsageError(fmt::format("repeats is {}; it must lie between 1 and 100", arguments.repeats));
  }
  arguments.options.pyramid.neural_phases = arguments.options.pyramid.phases;
  check_options(arguments.options);
  check_output(arguments.output);
  if (!arguments.table.empty()) check_text_writable(arguments.table);
  PaintRequest request;
  request.styles.push_back({load_image(arguments.photo), {}});
  request.options = arguments.options;
  // Too small a picture is found now, not after the first run.
  const Size size = arguments.options.output_size;
  measure_likeness(make_image(size.width, size.height), request.styles.front().image);

  catch_interrupts("stopping, and saving what is done");
  Trials trials = extreme_trials();
  const bool complete = run_all(arguments, request, trials);
  save_image(arguments.output, draw_sheet(trials, request.styles.front().image, size));
  if (!arguments.table.empty()) write_text(arguments.table, as_markdown(trials));
  if (arguments.json) {
    fmt::print("{}\n", json_text(as_json(arguments, trials, complete)));
  } else {
    fmt::print("{}", as_markdown(trials));
  }
  return complete ? 0 : static_cast<int>(ErrorCode::cancelled);
}

void add_settings(CLI::App& command, PaintOptions& options) {
  command.add_option("--phases", options.pyramid.phases, "Sizes, each twice the one before; 1..10")
      ->capture_default_str();
  command.add_option("--iterations", options.refine.iterations, "Steps in each phase")->capture_default_str();
  command.add_option("--style-weight", options.refine.style_weight, "Weight of the patches")
      ->capture_default_str();
  command.add_option("--variety", options.match.variety, "Against using a patch often; 0..1")
      ->capture_default_str();
  command.add_option("--smoothness", options.refine.smoothness, "Weight of smoothness")
      ->capture_default_str();
  command.add_option("--threads", options.run.threads, "0: as many as the machine has")
      ->capture_default_str();
}

}  // namespace

void add_experiment(CLI::App& app, Action& action) {
  CLI::App* experiment = app.add_subcommand("experiment", "Repeat the experiments of an article");
  experiment->require_subcommand(1);
  CLI::App* command = experiment->add_subcommand(
      "extreme", "\"Extreme Style Machines\": what the untrained network owes to each of its parts");
  const auto arguments = std::make_shared<ExperimentArguments>();
  arguments->options = article_options();
  command->add_option("--photo", arguments->photo, "The texture to learn from")
      ->required()
      ->type_name("FILE");
  command->add_option("-o,--output", arguments->output, "The sheet to write")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_option("--output-size", arguments->output_size, "Of each picture on it")
      ->type_name("WIDTHxHEIGHT")
      ->capture_default_str();
  command->add_option("--table", arguments->table, "Write the tables of figures here, as Markdown")
      ->type_name("FILE.md");
  command->add_option("--repeats", arguments->repeats, "Runs of each network, each with another seed; 1..100")
      ->capture_default_str();
  add_settings(*command, arguments->options);
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->add_flag("-q,--quiet", arguments->quiet, "No progress");
  command->callback([arguments, &action] { action = [arguments] { return run_extreme(*arguments); }; });
}

}  // namespace doodle::cli
