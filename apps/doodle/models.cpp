#include "doodle/models.h"

#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "report.h"

namespace doodle::cli {
namespace {

int run_models(bool json) {
  if (!json) {
    fmt::print("{:<10} {:<8} {:<13} {}\n", "model", "here", "architecture", "note");
    for (const ModelInfo& model : list_models()) {
      fmt::print("{:<10} {:<8} {:<13} {}\n", model.name, model.present ? "yes" : "no", model.architecture,
                 model.note);
    }
    return 0;
  }
  Json models = Json::array();
  for (const ModelInfo& model : list_models()) {
    models.push_back({{"name", model.name},
                      {"present", model.present},
                      {"architecture", model.architecture},
                      {"file", model.file},
                      {"sha256", model.sha256},
                      {"licence", model.licence},
                      {"note", model.note}});
  }
  fmt::print("{}\n", Json{{"models", models}}.dump(2));
  return 0;
}

}  // namespace

void add_models(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("models", "List the networks, and where they are looked for");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print one JSON object");
  command->callback([json, &action] { action = [json] { return run_models(*json); }; });
}

}  // namespace doodle::cli
