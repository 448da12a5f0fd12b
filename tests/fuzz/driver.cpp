// Runs a fuzz target on inputs made from numbers, the same ones every time: fuzz_NAME [iterations [first]].
#include "fuzz/driver.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/random.h"

namespace {

/// A stream of random choices for one input.
class Choices {
 public:
  explicit Choices(std::uint64_t input) : input_(input) {}
  std::size_t below(std::size_t count) {
    return doodle::random_below(doodle::random_word(1, input_, next_++), static_cast<std::uint32_t>(count));
  }
  char byte() { return static_cast<char>(below(256)); }

 private:
  std::uint64_t input_;
  std::uint64_t next_ = 0;
};

/// Pieces that parsers of texts and numbers trip over.
constexpr std::string_view pieces[] = {"0",
                                       "-1",
                                       "1e9",
                                       "18446744073709551615",
                                       "9223372036854775808",
                                       "4294967296",
                                       "\"",
                                       "\\",
                                       "\\u0000",
                                       "{",
                                       "}",
                                       "[",
                                       "]",
                                       "[[[[[[[[",
                                       ",",
                                       ":",
                                       " ",
                                       "\n",
                                       "null",
                                       "true",
                                       "nan",
                                       "#",
                                       "=",
                                       "\xff",
                                       "\xc3"};

void mutate(std::string& input, const std::vector<std::string>& seeds, Choices& choices) {
  const std::size_t at = choices.below(input.size() + 1);
  const std::size_t length = std::min(choices.below(16) + 1, input.size() - at);
  switch (choices.below(7)) {
    case 0:
      input.resize(at);
      break;
    case 1:
      input.erase(at, length);
      break;
    case 2:
      input.insert(at, input.substr(choices.below(input.size() + 1), choices.below(64)));
      break;
    case 3:
      input.insert(at, pieces[choices.below(std::size(pieces))]);
      break;
    case 4:
      input.replace(at, length, pieces[choices.below(std::size(pieces))]);
      break;
    case 5:
      if (at < input.size()) input[at] = choices.byte();
      break;
    default: {
      const std::string& other = seeds[choices.below(seeds.size())];
      input.replace(at, length, other.substr(choices.below(other.size() + 1), choices.below(64)));
    }
  }
}

std::string make_input(std::uint64_t number, const std::vector<std::string>& seeds) {
  Choices choices(number);
  if (number < seeds.size()) return seeds[number];
  if (choices.below(8) == 0) {
    std::string input(choices.below(256), '\0');
    for (char& byte : input) byte = choices.byte();
    return input;
  }
  std::string input = seeds[choices.below(seeds.size())];
  for (std::size_t count = choices.below(6) + 1; count > 0; --count) mutate(input, seeds, choices);
  return input;
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t iterations = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 10000;
  const std::uint64_t first = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 0;
  const std::vector<std::string> seeds = fuzz_seeds();
  for (std::uint64_t number = first; number < first + iterations; ++number) {
    const std::string input = make_input(number, seeds);
    try {
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    } catch (const std::exception& error) {
      std::fprintf(stderr, "input %llu: %s\n", static_cast<unsigned long long>(number), error.what());
      return 1;
    }
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(iterations));
  return 0;
}
