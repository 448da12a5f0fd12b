#pragma once

#include <string>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle::cli {

/// A film of a run at constant perceived speed: between two frames the picture changes by the same amount,
/// however much an evaluation did. Frames are PNG files; a name in .mp4 or .gif has ffmpeg join them
/// afterwards.
class Film {
 public:
  /// `path`: empty for none; NAME.mp4, NAME.gif, or a folder. `size` is the picture's; frames are at most
  /// 1024 pixels a side. Throws BadInput when the folder of frames cannot be made.
  Film(const std::string& path, Size size);

  void add(const Progress& progress);
  /// Adds the finished picture, held for a second, and joins the frames.
  void finish(const Image& image);
  /// For the user: why there are frames instead of a film.
  const std::vector<std::string>& notices() const { return notices_; }

 private:
  void advance_to(Image image);
  void write(const Image& image);
  void repeat_last(int times);
  void remove_older_frames() const;
  void remove_frames() const;
  std::string frame_file(int number) const;
  bool join() const;

  std::string path_;
  bool joined_;         ///< into one file
  std::string folder_;  ///< of the frames
  Size size_;
  Image last_;  ///< the last frame
  int frames_ = 0;
  std::vector<std::string> notices_;
};

}  // namespace doodle::cli
