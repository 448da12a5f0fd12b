#include <fmt/format.h>

#include <string>
#include <vector>

#include "command.h"

namespace doodle::cli {
namespace {

std::vector<const CLI::App*> subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

/// What may follow a command: the names of its subcommands and its long options.
std::string words(const CLI::App& app) {
  std::string text;
  const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  for (const CLI::App* subcommand : subcommands(app)) add(subcommand->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) add("--" + name);
  }
  return text;
}

/// One `case` line for a command and for each below it; `path` is the words that lead to it.
std::string cases(const CLI::App& app, const std::string& path) {
  std::string text = fmt::format("    '{}') words='{}' ;;\n", path, words(app));
  for (const CLI::App* subcommand : subcommands(app)) {
    text += cases(*subcommand, path.empty() ? subcommand->get_name() : path + " " + subcommand->get_name());
  }
  return text;
}

/// Two words at most lead to a command: `map check`.
constexpr const char* kScript = R"(_doodle() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  local path='' words='' values='' i groups='^(map|models|experiment|completion)$'
  for ((i = 1; i < COMP_CWORD && i <= 2; ++i)); do
    [[ "${{COMP_WORDS[i]}}" =~ ^[a-z][a-z-]*$ ]] || break
    [[ $i == 2 && ! $path =~ $groups ]] && break
    path="${{path:+$path }}${{COMP_WORDS[i]}}"
  done
  case "$path" in
{}  esac
  case "$previous" in
    --quality) values='draft standard fine' ;;
    --tile|--mirror) values='none x y xy' ;;
    --rotate) values='0 90 180' ;;
    --device) values='auto cpu cuda' ;;
    --model|--weights) values='thin random vgg19' ;;
    --match) values='auto exact windowed' ;;
    --semantic-mode) values='automatic labels guide colour' ;;
    --optimiser) values='lbfgs adam' ;;
    --pooling) values='average max' ;;
    --borders) values='separate shared' ;;
    --colours) values='style luminance linear histogram' ;;
    --loss) values='wasserstein gram' ;;
    --normal) values='gl dx' ;;
  esac
  COMPREPLY=()
  if [[ -n "$values" && "$current" != -* ]]; then
    compopt -o default 2>/dev/null  # a file may be meant where no name begins so
    COMPREPLY=($(compgen -W "$values" -- "$current"))
  elif [[ -z "$path" || "$path" =~ $groups || "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    compopt -o default 2>/dev/null
  fi
}}
complete -F _doodle doodle
)";

}  // namespace

void add_completion(CLI::App& app, Action& action) {
  CLI::App* completion = app.add_subcommand("completion", "Print a script that completes command lines");
  completion->require_subcommand(1);
  CLI::App* bash = completion->add_subcommand("bash", "For bash: source <(doodle completion bash)");
  bash->callback([&app, &action] {
    action = [&app] {
      fmt::print(fmt::runtime(kScript), cases(app, ""));
      return 0;
    };
  });
}

}  // namespace doodle::cli
