#include "frames.h"

#include <fmt/format.h>

#include <filesystem>

#include "files.h"

namespace doodle::cli {

Frames::Frames(const PaintArguments& arguments)
    : every_(arguments.save_every),
      folder_(std::filesystem::path(arguments.output).replace_extension(".frames").string()) {
  if (every_ > 0) make_folder(folder_);
}

void Frames::add(const Progress& progress) {
  if (every_ == 0 || progress.step == 0 || !progress.image) return;
  if (++steps_ % every_ == 0) save_image(fmt::format("{}/{:06}.png", folder_, ++frames_), progress.image());
}

}  // namespace doodle::cli
