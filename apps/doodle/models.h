#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "command.h"

namespace doodle::cli {

/// What the commands under `doodle models` take.
struct ModelsArguments {
  std::string model;
  std::string registry;
  bool json = false;
};

/// --json and --registry.
void add_models_options(CLI::App& command, ModelsArguments& arguments);

/// Each adds one command below `models`; see command.h.
void add_models_info(CLI::App& models, Action& action);
void add_models_fetch(CLI::App& models, Action& action);
void add_models_verify(CLI::App& models, Action& action);
void add_models_import(CLI::App& models, Action& action);

}  // namespace doodle::cli
