#include "keyword_names.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <regex>

namespace doodle::python {
namespace {

/// GiB that are no less than so many MiB, with two decimals.
std::string gib(const std::string& mib) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", std::ceil(std::stod(mib) / 1024 * 100) / 100);
  return text;
}

std::string keyword(const std::smatch& option) {
  std::string name = option[1].matched ? option[1] : option[5];
  std::replace(name.begin(), name.end(), '-', '_');
  if (name == "memory") name = "memory_gib";
  if (option[2].matched) return name + "=" + gib(option[2]);
  if (option[3].matched) return name + "=\"" + option[3].str() + "\"";
  if (option[4].matched) return name + "=" + option[4].str();
  return name;
}

}  // namespace

std::string with_keyword_names(const std::string& message) {
  // A command, or an option with what may follow it: a number of MiB, one of the values that messages name,
  // or another number. Or an option that a message begins with: "max-labels is 0".
  static const std::regex pattern(
      "`[^`]*`|--([a-z][a-z-]*)(?: (\\d+)M\\b| (cpu|random|labels|content)\\b| (\\d+(?:\\.\\d+)?)\\b)?"
      "|^([a-z]+(?:-[a-z]+)+)(?= is )");
  std::string text;
  auto from = message.begin();
  for (std::sregex_iterator found(message.begin(), message.end(), pattern), end; found != end; ++found) {
    text.append(from, (*found)[0].first);
    text += (*found)[1].matched || (*found)[5].matched ? keyword(*found) : found->str();
    from = (*found)[0].second;
  }
  return text.append(from, message.end());
}

std::vector<std::string> with_keyword_names(std::span<const std::string> messages) {
  std::vector<std::string> named;
  for (const std::string& message : messages) named.push_back(with_keyword_names(message));
  return named;
}

}  // namespace doodle::python
