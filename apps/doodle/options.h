#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "doodle/options.h"

namespace doodle::cli {

/// One option of the library as the command line names it, for --dry-run.
struct Field {
  std::string name;
  std::function<nlohmann::ordered_json(const PaintOptions&)> value;
};

/// The commands that paint. `upscale` and `texture` know no maps and no content, `world` no content.
enum class Task { paint, texture, upscale, world };

/// What was asked for after `doodle paint`, `texture`, `upscale` or `world`.
struct PaintArguments {
  std::vector<std::string> styles;       ///< FILE or FILE:WEIGHT; the files alone after split_weights()
  std::vector<double> weights;           ///< none, or one per style
  bool weighted = false;                 ///< some style was given with a weight
  std::vector<std::string> style_maps;   ///< explicit ones, in order of the styles; empty: found by name
  std::vector<std::string> style_masks;  ///< none, or one per style, in their order
  std::string target_map;                ///< explicit; empty: found by name
  std::vector<std::string> guides;       ///< for each guide a file per style, then TARGET or TARGET:WEIGHT
  std::string content;
  std::string inpaint, mask;  ///< a picture to paint into, and where; empty: none
  std::string output = "output.png";
  std::string semantic_ext = "_sem.png";
  std::string labels;         ///< labels.toml
  std::string seed = "auto";  ///< auto, noise, content, previous, or a file
  std::string quality = "standard";
  std::string config;
  Task task = Task::paint;
  bool no_neural = false;
  std::string save_map;  ///< where the source map goes; empty: nowhere
  bool json = false, dry_run = false, quiet = false, sidecar = false;
  int variations = 1;                ///< pictures to make; more than one: NAME_1.png, NAME_2.png ...
  std::string borders = "separate";  ///< of these: separate or shared
  int print_every = 0;               ///< a plain line of progress each so many steps; 0: by the clock
  int save_every = 0;                ///< a frame each so many steps; 0: none
  std::vector<std::string> notices;  ///< options without effect
  std::vector<std::function<void(PaintOptions&)>> changes;  ///< explicit options, applied over the quality
  std::vector<Field> fields;                                ///< every option registered through OptionGroup
};

/// What CLI11 is to say about a negative number where there is none; empty for others.
inline std::string refuse_negative(const std::string& text) {
  return text.starts_with('-') ? text + " is negative" : "";
}

/// Adds options under one heading of the help. Those of PaintOptions go through add() and add_text(): their
/// value is kept as a change to be applied over the preset of --quality, whatever the order on the command
/// line.
class OptionGroup {
 public:
  OptionGroup(CLI::App& command, PaintArguments& arguments, std::string title)
      : command_(command), arguments_(arguments), title_(std::move(title)) {}

  /// `member` maps PaintOptions& to the field that the option sets.
  template <class Member>
  CLI::Option* add(const std::string& name, Member member, const std::string& help) {
    using T = std::remove_reference_t<decltype(member(std::declval<PaintOptions&>()))>;
    PaintArguments& arguments = arguments_;
    const auto keep = [&arguments, member](const T& value) {
      arguments.changes.push_back([member, value](PaintOptions& options) { member(options) = value; });
    };
    const auto show = [member](PaintOptions options) { return nlohmann::ordered_json(member(options)); };
    CLI::Option* option;
    if constexpr (std::is_same_v<T, bool>) {
      option = command_.add_flag_function(name, [keep](std::int64_t count) { keep(count > 0); });
    } else {
      option = command_.add_option_function<T>(name, keep);
      // strtoull() turns -1 into 2^64-1.
      if constexpr (std::is_unsigned_v<T>) option->check(refuse_negative);
    }
    return describe(option, show, help);
  }

  /// For values written in another form: `apply` reads the text, `show` writes it.
  CLI::Option* add_text(const std::string& name, std::function<void(PaintOptions&, const std::string&)> apply,
                        std::function<std::string(const PaintOptions&)> show, const std::string& help);

  /// For what is no part of PaintOptions.
  template <class T>
  CLI::Option* add_plain(const std::string& name, T& variable, const std::string& help) {
    CLI::Option* option;
    if constexpr (std::is_same_v<T, bool>) {
      option = command_.add_flag(name, variable, help);
    } else {
      option = command_.add_option(name, variable, help);
      if constexpr (!std::is_same_v<T, std::vector<std::string>>) option->capture_default_str();
    }
    return option->group(title_);
  }

 private:
  CLI::Option* describe(CLI::Option* option, std::function<nlohmann::ordered_json(const PaintOptions&)> show,
                        const std::string& help);

  CLI::App& command_;
  PaintArguments& arguments_;
  std::string title_;
};

/// The groups of options; `arguments` must outlive the parse. Maps and content are left out where the task
/// has none.
void add_file_options(CLI::App& command, PaintArguments& arguments);
void add_size_options(CLI::App& command, PaintArguments& arguments);
void add_start_options(CLI::App& command, PaintArguments& arguments);
void add_match_options(CLI::App& command, PaintArguments& arguments);
void add_refine_options(CLI::App& command, PaintArguments& arguments);
void add_finish_options(CLI::App& command, PaintArguments& arguments);
void add_network_options(CLI::App& command, PaintArguments& arguments);
void add_run_options(CLI::App& command, PaintArguments& arguments);
void add_report_options(CLI::App& command, PaintArguments& arguments);
void add_ignored_options(CLI::App& command, PaintArguments& arguments);

/// Takes the weights off the names of the styles, where any has one (1 for those that have none). Throws
/// UsageError for a negative weight and where all are 0.
void split_weights(PaintArguments& arguments);

/// The preset of --quality, then --no-neural, then the explicit options; checked. Throws UsageError.
PaintOptions resolve(const PaintArguments& arguments);

}  // namespace doodle::cli
