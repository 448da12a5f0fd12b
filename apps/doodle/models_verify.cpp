#include <fmt/format.h>

#include <algorithm>

#include "doodle/error.h"
#include "doodle/registry.h"
#include "models.h"
#include "report.h"

namespace doodle::cli {
namespace {

const char* state_name(FileState state) {
  switch (state) {
    case FileState::good:
      return "good";
    case FileState::unregistered:
      return "unregistered";
    case FileState::wrong:
      return "wrong";
    case FileState::broken:
      return "broken";
  }
  return "";
}

void print_json(const std::vector<FileCheck>& checks) {
  Json files = Json::array();
  for (const FileCheck& check : checks) {
    files.push_back({{"model", check.model},
                     {"file", check.file.path},
                     {"state", state_name(check.state)},
                     {"sha256", check.sha256},
                     {"note", check.note}});
  }
  fmt::print("{}\n", json_text(Json{{"files", files}}));
}

/// Every file has its line on stdout, the bad ones too: they are what was asked for.
int verify(const ModelsArguments& arguments) {
  const std::vector<FileCheck> checks = verify_models(arguments.model, arguments.registry);
  if (arguments.json) {
    print_json(checks);
  } else {
    for (const FileCheck& check : checks) {
      fmt::print("{:<13} {}{}\n", state_name(check.state), check.file.path,
                 check.note.empty() ? "" : ": " + check.note);
    }
    if (checks.empty())
      fmt::print(stderr, "doodle: note: no file is here; `doodle models` says where to put one\n");
  }
  const auto bad = std::count_if(checks.begin(), checks.end(), [](const FileCheck& check) {
    return check.state == FileState::wrong || check.state == FileState::broken;
  });
  if (bad > 0) throw ModelMissing(fmt::format("{} of {} files cannot be trusted", bad, checks.size()));
  return 0;
}

}  // namespace

void add_models_verify(CLI::App& models, Action& action) {
  CLI::App* command = models.add_subcommand("verify", "Hash the files that are here again");
  const auto arguments = std::make_shared<ModelsArguments>();
  command->add_option("model", arguments->model, "A name of `doodle models`; by default all")
      ->type_name("NAME");
  add_models_options(*command, *arguments);
  command->callback([arguments, &action] { action = [arguments] { return verify(*arguments); }; });
}

}  // namespace doodle::cli
