#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace doodle::cli {

/// Gives every option of `command` that the command line left open the value of its environment variable
/// (DOODLE_ and the long name: DOODLE_STYLE_WEIGHT), else that of the configuration file. A configuration is
/// TOML: keys are long names, at the top or in a table called like the command. `config` is the option that
/// names the file. Throws UsageError for a value or a key that makes no sense, BadInput when the file cannot
/// be read.
void apply_layers(CLI::App& command, const CLI::Option& config);

}  // namespace doodle::cli
