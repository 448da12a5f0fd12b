#pragma once

#include <span>
#include <string>
#include <vector>

namespace doodle::python {

/// A message of the library, which names options as the command line does, with the names of keywords:
/// `--output-size` is output_size, `--memory 1768M` memory_gib=1.73, `--device cpu` device="cpu",
/// `--style-scale 2` style_scale=2; and so is an option that the message begins with. Commands in backquotes
/// stay as they are.
std::string with_keyword_names(const std::string& message);

/// The same of several messages.
std::vector<std::string> with_keyword_names(std::span<const std::string> messages);

}  // namespace doodle::python
