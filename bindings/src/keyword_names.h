#pragma once

#include <string>

namespace doodle::python {

/// A message of the library, which names options as the command line does, with the names of keywords:
/// `--output-size` is output_size, `--memory 1768M` memory_gib=1.73, `--device cpu` device="cpu". Commands in
/// backquotes stay as they are.
std::string with_keyword_names(const std::string& message);

}  // namespace doodle::python
