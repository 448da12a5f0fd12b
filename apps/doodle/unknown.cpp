#include "unknown.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace doodle::cli {
namespace {

/// The least number of letters inserted, left out, replaced or exchanged with their neighbour that makes b of
/// a (optimal string alignment: Damerau 1964).
std::size_t edits(const std::string& a, const std::string& b) {
  std::vector<std::size_t> above, before(b.size() + 1), now(b.size() + 1);
  std::iota(before.begin(), before.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = before[j - 1] + (a[i - 1] != b[j - 1]);
      now[j] = std::min({before[j] + 1, now[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], above[j - 2] + 1);
    }
    above = before;
    before = now;
  }
  return before.back();
}

bool is_option(const std::string& word) {
  return word.starts_with("-");
}

/// The long options of a command, or the commands within it.
std::vector<std::string> names(const CLI::App& app, bool options) {
  std::vector<std::string> result;
  if (!options) {
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
      result.push_back(command->get_name());
    return result;
  }
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) result.push_back("--" + name);
  return result;
}

/// The one of `known` that is like `word` but for a third of its letters; empty if none is.
std::string likely(const std::string& word, const std::vector<std::string>& known) {
  const std::string name = word.substr(0, word.find('='));
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : known)
    if (const std::size_t count = edits(name, candidate); count < least) least = count, best = candidate;
  return best;
}

/// The command that was chosen last: of `doodle map check`, check.
const CLI::App& innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

}  // namespace

std::string unknown_words(const CLI::App& app) {
  const std::vector<std::string> extra = app.remaining(true);
  if (extra.empty()) return {};
  const auto option = std::find_if(extra.begin(), extra.end(), is_option);
  const std::string word = option == extra.end() ? extra.front() : *option;
  const CLI::App& command = innermost(app);
  const std::vector<std::string> known = names(command, is_option(word));
  const std::string meant = likely(word, known);
  const std::string kind = is_option(word) ? "option" : known.empty() ? "argument" : "command";
  return fmt::format("unknown {} {}{}", kind, word, meant.empty() ? "" : " (did you mean " + meant + "?)");
}

std::string missing_words(const CLI::App& app) {
  std::vector<std::string> missing;
  for (const CLI::Option* option : innermost(app).get_options())
    if (option->get_required() && option->count() == 0)
      missing.push_back(option->get_positional() ? option->get_type_name() : option->get_name());
  if (missing.empty()) return {};
  return fmt::format("{} {} missing", fmt::join(missing, " and "), missing.size() == 1 ? "is" : "are");
}

}  // namespace doodle::cli
