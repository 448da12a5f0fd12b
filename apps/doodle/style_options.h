#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "doodle/style.h"

namespace doodle::cli {

/// What was asked for after `doodle style`.
struct StyleArguments {
  std::vector<std::string> styles;  ///< FILE or FILE:WEIGHT
  std::vector<double> shares;       ///< neural-style's weights, one per style
  std::vector<std::string> style_maps;
  std::string content, target_map, labels;
  std::string output = "output.png";
  std::string output_size, memory, ratio, map_mode = "automatic", config;
  std::string seed = "auto";  ///< auto, content, noise, a file or a number
  std::string init;           ///< the same in neural-style's words, whose own `seed` is a number
  std::string film, contact;
  int image_size = 0;  ///< longer side of the picture; 0: the content's
  int original_colours = 0;
  bool json = false, dry_run = false, quiet = false;
  int print_every = 0;
  std::vector<std::string> notices;  ///< options without effect
  StyleOptions options;
};

void add_style_options(CLI::App& command, StyleArguments& arguments);

/// `a.jpg:2` as a path and a weight; 1 where there is none. A name with a colon that exists is a path.
std::pair<std::string, double> parse_style(const std::string& text);

/// The file to start from, where StyleOptions::seed says that there is one.
const std::string& seed_file(const StyleArguments& arguments);

/// The options with all that was written in other forms put in; checked. Throws UsageError.
StyleOptions resolve(const StyleArguments& arguments);

}  // namespace doodle::cli
