#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "doodle/registry.h"
#include "models.h"
#include "report.h"

namespace doodle::cli {
namespace {

/// The known facts of a file, each with its name.
Json facts(const ModelFile& file) {
  Json json;
  for (const auto& [name, text] :
       {std::pair{"name", &file.name}, std::pair{"path", &file.path}, std::pair{"format", &file.format},
        std::pair{"source", &file.source}, std::pair{"url", &file.url}, std::pair{"sha256", &file.sha256},
        std::pair{"licence", &file.licence}, std::pair{"preprocessing", &file.preprocessing}}) {
    if (!text->empty()) json[name] = *text;
  }
  if (file.bytes > 0) json["bytes"] = file.bytes;
  return json;
}

Json as_json(const ModelDetails& details) {
  Json files = Json::array();
  for (const ModelFile& file : details.files) files.push_back(facts(file));
  return {{"name", details.info.name},          {"summary", details.summary},
          {"present", details.info.present},    {"file", details.info.file},
          {"sha256", details.info.sha256},      {"architecture", details.info.architecture},
          {"layers", details.layers},           {"licence", details.info.licence},
          {"attribution", details.attribution}, {"note", details.info.note},
          {"advice", details.advice},           {"files", files}};
}

void print_line(const char* name, const std::string& text) {
  if (!text.empty()) fmt::print("{:<14} {}\n", name, text);
}

void print_details(const ModelDetails& details) {
  print_line("name", details.info.name);
  print_line("summary", details.summary);
  print_line("here", details.info.present ? "yes" : "no");
  print_line("note", details.info.note);
  print_line("sha256", details.info.sha256);
  print_line("architecture", details.info.architecture);
  print_line("layers", fmt::format("{}", fmt::join(details.layers, " ")));
  print_line("licence", details.info.licence);
  print_line("attribution", details.attribution);
  print_line("advice", details.advice);
  for (const ModelFile& file : details.files) {
    fmt::print("\n{}\n", file.name);
    const Json known = facts(file);
    for (const auto& [name, value] : known.items()) {
      if (name != "name")
        fmt::print("  {:<14} {}\n", name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
}

int info(const ModelsArguments& arguments) {
  const ModelDetails details = model_details(arguments.model, arguments.registry);
  if (arguments.json) {
    fmt::print("{}\n", json_text(as_json(details)));
  } else {
    print_details(details);
  }
  return 0;
}

}  // namespace

void add_models_info(CLI::App& models, Action& action) {
  CLI::App* command = models.add_subcommand("info", "Print all that is known of a network");
  const auto arguments = std::make_shared<ModelsArguments>();
  command->add_option("model", arguments->model, "A name of `doodle models`")->required()->type_name("NAME");
  add_models_options(*command, *arguments);
  command->callback([arguments, &action] { action = [arguments] { return info(*arguments); }; });
}

}  // namespace doodle::cli
