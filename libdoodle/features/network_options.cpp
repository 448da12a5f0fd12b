#include "features/network_options.h"

#include <map>

#include "base/check.h"

namespace doodle {
namespace {

template <class T>
T parse_word(const char* option, const std::string& word, const std::map<std::string, T>& meanings) {
  const auto found = meanings.find(word);
  if (found != meanings.end()) return found->second;
  std::string known;
  for (const auto& [name, meaning] : meanings) known += (known.empty() ? "" : ", ") + name;
  throw UsageError(fmt::format("{} is \"{}\"; it must be one of {}", option, word, known));
}

}  // namespace

Padding parse_padding(const std::string& word) {
  return parse_word<Padding>(
      "padding", word,
      {{"zero", Padding::zero}, {"replicate", Padding::replicate}, {"reflect", Padding::reflect}});
}

Activation parse_activation(const std::string& word) {
  return parse_word<Activation>(
      "activation", word,
      {{"elu", Activation::elu}, {"relu", Activation::relu}, {"leaky", Activation::leaky}});
}

LayerKind parse_pooling(const std::string& word) {
  return parse_word<LayerKind>("pooling", word,
                               {{"average", LayerKind::average_pool}, {"max", LayerKind::max_pool}});
}

std::optional<LayerKind> parse_down_sampling(const std::string& word) {
  return parse_word<std::optional<LayerKind>>(
      "down-sampling", word,
      {{"strided", std::nullopt}, {"average", LayerKind::average_pool}, {"max", LayerKind::max_pool}});
}

}  // namespace doodle
