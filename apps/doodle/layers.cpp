#include "layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "doodle/error.h"

namespace doodle::cli {
namespace {

/// Sets an option as if `values` had been typed; `source` is named in the error.
void set(CLI::Option& option, const std::string& name, const std::vector<std::string>& values,
         const std::string& source) {
  try {
    for (const std::string& value : values) {
      option.add_result(option.get_expected_max() == 0 ? option.get_flag_value(name, value) : value);
    }
    option.run_callback();
  } catch (const CLI::ParseError& error) {
    throw UsageError(fmt::format("{}: {}", source, error.what()));
  }
}

std::string variable_name(const std::string& option) {
  std::string name = "DOODLE_" + option;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return name;
}

void apply_environment(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (option->count() != 0 || option->get_lnames().empty() || option->get_configurable() == false) continue;
    for (const std::string& name : option->get_lnames()) {
      const char* value = std::getenv(variable_name(name).c_str());
      if (value == nullptr || *value == '\0') continue;
      set(*option, name, {value}, variable_name(name));
      break;
    }
  }
}

/// Whether another command has the option, so that one file can serve several.
bool known_elsewhere(CLI::App& command, const std::string& name) {
  const auto others = command.get_parent()->get_subcommands([](CLI::App*) { return true; });
  return std::any_of(others.begin(), others.end(),
                     [&](CLI::App* other) { return other->get_option_no_throw("--" + name) != nullptr; });
}

void apply_item(CLI::App& command, const CLI::ConfigItem& item, const std::string& path) {
  if (item.name == "++" || item.name == "--") return;  // CLI11's marks for the start and end of a table
  if (!item.parents.empty() && item.parents.front() != command.get_name()) return;
  CLI::Option* option = command.get_option_no_throw("--" + item.name);
  if (option == nullptr && item.parents.empty() && known_elsewhere(command, item.name)) return;
  if (option == nullptr || !option->get_configurable()) {
    throw UsageError(fmt::format("{}: no option is called '{}'; see `doodle {} --help`", path,
                                 item.fullname(), command.get_name()));
  }
  if (option->count() == 0) set(*option, item.name, item.inputs, path);
}

void apply_config(CLI::App& command, const std::string& path) {
  std::ifstream stream(path);
  if (!stream) throw BadInput(fmt::format("{}: cannot be read; --config names a TOML file", path));
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(stream);
  } catch (const CLI::Error& error) {
    throw BadInput(fmt::format("{}: {}", path, error.what()));
  }
  // A table of the command's own is more specific than the top: it goes first, and the first to set an option
  // wins.
  std::stable_partition(items.begin(), items.end(),
                        [](const CLI::ConfigItem& item) { return !item.parents.empty(); });
  for (const CLI::ConfigItem& item : items) apply_item(command, item, path);
}

}  // namespace

void apply_layers(CLI::App& command, const CLI::Option& config) {
  apply_environment(command);
  if (config.count() != 0) apply_config(command, config.as<std::string>());
}

}  // namespace doodle::cli
