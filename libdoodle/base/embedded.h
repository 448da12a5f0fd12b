#pragma once

#include <string_view>

/// Files of data/ that cmake/embed.cmake puts into the library, so that a program works from any folder. One
/// function per doodle_embed(...): the file's bytes, which live as long as the program.
namespace doodle::embedded {

std::string_view models_json();  ///< data/models.json: the registry of networks
std::string_view thin_model();   ///< data/models/thin.safetensors: the default network

}  // namespace doodle::embedded
