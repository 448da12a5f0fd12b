#include "film.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "files.h"

extern char** environ;

namespace doodle::cli {
namespace {

constexpr double kStep = 1;       ///< mean change between two frames, in levels
constexpr int kMostBetween = 12;  ///< frames for one change, however large
constexpr int kFramesPerSecond = 25;
constexpr int kLargestSide = 1024;

/// At most 1024 pixels a side, and even, as films want it.
Size film_size(Size size) {
  const double scale = std::min(1.0, static_cast<double>(kLargestSide) / std::max(size.width, size.height));
  const auto even = [scale](int side) { return std::max(2, static_cast<int>(side * scale) / 2 * 2); };
  return {even(size.width), even(size.height)};
}

double mean_change(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    sum += std::abs(static_cast<double>(a.pixels[i]) - static_cast<double>(b.pixels[i]));
  return sum / static_cast<double>(a.pixels.size());
}

Image blend(const Image& a, const Image& b, float share) {
  Image image = b;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    image.pixels[i] = a.pixels[i] + share * (b.pixels[i] - a.pixels[i]);
  return image;
}

bool ends_in(const std::string& path, const char* extension) {
  return std::filesystem::path(path).extension() == extension;
}

/// Runs a program of the PATH; whether it was there and ended well.
bool run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) return false;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Film::Film(const std::string& path, Size size)
    : path_(path), joined_(ends_in(path, ".mp4") || ends_in(path, ".gif")), size_(film_size(size)) {
  if (path.empty()) return;
  folder_ = joined_ ? std::filesystem::path(path).replace_extension(".frames").string() : path;
  make_folder(folder_);
}

void Film::add(const Progress& progress) {
  if (!path_.empty() && progress.image) advance_to(progress.image());
}

/// Writes frames at equal steps of change from the last one towards `image`; what is left of the way, less
/// than a step, waits for the next picture. A change too large for that takes larger steps.
void Film::advance_to(Image image) {
  if (image.size() != size_) image = resize(image, size_, Filter::bicubic);
  image.type = SampleType::u8;
  if (last_.empty()) {
    write(image);
    last_ = std::move(image);
    return;
  }
  const double steps = mean_change(last_, image) / kStep;
  const double pace = std::max(1.0, steps / kMostBetween);
  const Image from = last_;
  for (int i = 1; i * pace <= steps; ++i) {
    last_ = blend(from, image, static_cast<float>(i * pace / steps));
    write(last_);
  }
}

void Film::write(const Image& image) {
  save_image(frame_file(++frames_), image);
}

/// The file again, which takes less time than the picture again.
void Film::repeat_last(int times) {
  std::ifstream file(frame_file(frames_), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  for (int i = 0; i < times; ++i) write_text(frame_file(++frames_), bytes);
}

void Film::finish(const Image& image) {
  if (path_.empty()) return;
  advance_to(image);
  write(resize(image, size_, Filter::area));
  repeat_last(kFramesPerSecond - 1);
  remove_older_frames();
  if (!joined_) return;
  if (join())
    remove_frames();
  else
    notices_.push_back(fmt::format(
        "{} was not written, since ffmpeg is not there or failed: the frames are in {}", path_, folder_));
}

/// Those of a longer film that was made here before, which would go on where this one ends.
void Film::remove_older_frames() const {
  std::error_code ignored;
  for (int next = frames_ + 1; std::filesystem::remove(frame_file(next), ignored); ++next) {
  }
}

/// After the film was made of them. What else is in the folder stays.
void Film::remove_frames() const {
  std::error_code ignored;
  for (int number = 1; number <= frames_; ++number) std::filesystem::remove(frame_file(number), ignored);
  std::filesystem::remove(folder_, ignored);
}

std::string Film::frame_file(int number) const {
  return fmt::format("{}/{:06}.png", folder_, number);
}

bool Film::join() const {
  std::vector<std::string> words{"ffmpeg",
                                 "-nostdin",
                                 "-y",
                                 "-loglevel",
                                 "error",
                                 "-framerate",
                                 std::to_string(kFramesPerSecond),
                                 "-i",
                                 folder_ + "/%06d.png"};
  if (ends_in(path_, ".gif"))
    words.insert(words.end(), {"-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse"});
  else
    words.insert(words.end(), {"-pix_fmt", "yuv420p", "-crf", "16"});  // strokes are fine: little is lost
  words.push_back(path_);
  return run_program(std::move(words));
}

}  // namespace doodle::cli
