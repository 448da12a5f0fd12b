#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace doodle {

/// The folders of networks, in the order in which they are searched: $DOODLE_HOME, $XDG_CACHE_HOME/doodle (or
/// ~/.cache/doodle). The first is where downloads go; empty when neither DOODLE_HOME nor HOME is set.
std::vector<std::filesystem::path> model_folders();

/// Where PyTorch keeps what it has downloaded: $TORCH_HOME/hub/checkpoints, by default below the user's
/// cache. Searched last, never written to. Empty when there is no home.
std::filesystem::path torch_folder();

/// The first file of that name in the folders above; empty when there is none.
std::string find_in_folders(const std::string& name);

/// model_folders() for a message.
std::string joined_folders();

}  // namespace doodle
