#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "command.h"
#include "doodle/error.h"
#include "doodle/synthesis.h"
#include "unknown.h"

namespace doodle::cli {
namespace {

int fail(ErrorCode code, const std::string& message) {
  fmt::print(stderr, "doodle: {}\n", message);
  return static_cast<int>(code);
}

void add_commands(CLI::App& app, Action& action) {
  app.set_version_flag("--version", "doodle " + version());
  app.set_help_flag("-h,--help", "Print this help");
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(36);
  add_paint(app, action);
  add_texture(app, action);
  add_upscale(app, action);
  add_world(app, action);
  add_apply_map(app, action);
  add_style(app, action);
  add_pack(app, action);
  add_map(app, action);
  add_models(app, action);
  add_experiment(app, action);
  add_devices(app, action);
  add_completion(app, action);
  app.footer(
      "`doodle COMMAND --help` lists the options of a command.\n"
      "Exit codes: 0 done, 2 usage, 3 bad input, 4 no such model, 5 out of memory, 6 no such device,\n"
      "130 interrupted.");
}

/// The words that lead to the command that was chosen: `doodle map check`.
std::string chosen(const CLI::App& app) {
  const auto subcommands = app.get_subcommands();
  return app.get_name() + (subcommands.empty() ? "" : " " + chosen(*subcommands.front()));
}

/// The command line, last word first, as CLI11 takes it. neural-style's long options have one dash: after
/// `style` a word such as -style_image gets its second.
std::vector<std::string> words(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == "style")
    for (std::string& word : words)
      if (word.size() > 2 && word[0] == '-' && std::islower(static_cast<unsigned char>(word[1])))
        word.insert(0, "-");
  std::reverse(words.begin(), words.end());
  return words;
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Turns doodles into paintings, and photographs into textures", "doodle");
  Action action;
  add_commands(app, action);
  try {
    app.parse(words(argc, argv));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, std::cout, std::cerr);
    std::string message = unknown_words(app);
    if (message.empty()) message = missing_words(app);
    if (message.empty()) message = error.what();
    return fail(ErrorCode::usage, fmt::format("{}; see `{} --help`", message, chosen(app)));
  }
  if (!action) throw UsageError("no command given; `doodle --help` lists them");
  return action();
}

}  // namespace

/// Runs the program; every failure becomes one line on stderr and the exit code of its kind.
int run(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "out of memory; try a smaller --output-size or smaller styles");
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, fmt::format("internal error: {}", error.what()));
  }
}

}  // namespace doodle::cli

int main(int argc, char** argv) {
  return doodle::cli::run(argc, argv);
}
