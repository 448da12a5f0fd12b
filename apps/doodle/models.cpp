#include "models.h"

#include <fmt/format.h>

#include <memory>

#include "doodle/models.h"
#include "report.h"

namespace doodle::cli {
namespace {

int list(const ModelsArguments& arguments) {
  const std::vector<ModelInfo> found = list_models(arguments.registry);
  if (!arguments.json) {
    fmt::print("{:<10} {:<8} {:<13} {}\n", "model", "here", "architecture", "note");
    for (const ModelInfo& model : found) {
      fmt::print("{:<10} {:<8} {:<13} {}\n", model.name, model.present ? "yes" : "no", model.architecture,
                 model.note);
    }
    return 0;
  }
  Json models = Json::array();
  for (const ModelInfo& model : found) {
    models.push_back({{"name", model.name},
                      {"present", model.present},
                      {"architecture", model.architecture},
                      {"file", model.file},
                      {"sha256", model.sha256},
                      {"licence", model.licence},
                      {"note", model.note}});
  }
  fmt::print("{}\n", json_text(Json{{"models", models}}));
  return 0;
}

}  // namespace

void add_models_options(CLI::App& command, ModelsArguments& arguments) {
  command.add_flag("--json", arguments.json, "Print one JSON object");
  command
      .add_option("--registry", arguments.registry,
                  "Another list of models, in place of the built-in one; DOODLE_REGISTRY too")
      ->type_name("FILE");
}

void add_models(CLI::App& app, Action& action) {
  CLI::App* models = app.add_subcommand("models", "List, fetch and check the networks");
  const auto arguments = std::make_shared<ModelsArguments>();
  add_models_options(*models, *arguments);
  CLI::App* command = models->add_subcommand("list", "List the networks, and where they are looked for");
  add_models_options(*command, *arguments);
  models->callback([models, command, arguments, &action] {
    if (models->get_subcommands().empty() || command->parsed()) {
      action = [arguments] { return list(*arguments); };
    }
  });
  add_models_info(*models, action);
  add_models_fetch(*models, action);
  add_models_verify(*models, action);
  add_models_import(*models, action);
}

}  // namespace doodle::cli
