#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace doodle::cli {

/// What to say of words that neither `app` nor the command chosen in it knows: the first option of them, or
/// the first word, and the name that it was probably meant to be. Empty when all were known.
std::string unknown_words(const CLI::App& app);

/// What to say of words that the command chosen in `app` needs and was not given: "IN and OUT are missing".
/// Empty when all are there.
std::string missing_words(const CLI::App& app);

}  // namespace doodle::cli
