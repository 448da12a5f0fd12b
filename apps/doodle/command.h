#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace doodle::cli {

/// What the chosen subcommand does once the whole command line has been read; returns the exit code.
using Action = std::function<int()>;

/// Each adds one subcommand to `app` which, when chosen, stores its work in `action`. Both must outlive the
/// parse.
void add_paint(CLI::App& app, Action& action);
void add_texture(CLI::App& app, Action& action);
void add_upscale(CLI::App& app, Action& action);
void add_world(CLI::App& app, Action& action);
void add_apply_map(CLI::App& app, Action& action);
void add_models(CLI::App& app, Action& action);
void add_devices(CLI::App& app, Action& action);
void add_style(CLI::App& app, Action& action);
void add_pack(CLI::App& app, Action& action);
void add_map(CLI::App& app, Action& action);
void add_experiment(CLI::App& app, Action& action);
void add_completion(CLI::App& app, Action& action);

}  // namespace doodle::cli
