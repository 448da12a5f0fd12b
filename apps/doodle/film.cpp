#include "film.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "files.h"

extern char** environ;

namespace doodle::cli {
namespace {

constexpr double kStep = 1.5;     ///< mean change between two frames, in levels
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

/// Writes as many frames as the change from the last one is worth; less than one waits for more.
void Film::advance_to(Image image) {
  if (image.size() != size_) image = resize(image, size_, Filter::bicubic);
  image.type = SampleType::u8;
  if (last_.empty()) {
    write(image);
    last_ = std::move(image);
    return;
  }
  const int between = std::min(kMostBetween, static_cast<int>(mean_change(last_, image) / kStep));
  if (between == 0) return;
  const Image from = last_;
  for (int i = 1; i <= between; ++i)
    write(blend(from, image, static_cast<float>(i) / static_cast<float>(between)));
  last_ = std::move(image);
}

void Film::write(const Image& image) {
  save_image(fmt::format("{}/{:06}.png", folder_, ++frames_), image);
}

void Film::finish(const Image& image) {
  if (path_.empty()) return;
  advance_to(image);
  for (int i = 0; i < kFramesPerSecond; ++i) write(resize(image, size_, Filter::area));
  if (!joined_) return;
  std::error_code ignored;
  if (join())
    std::filesystem::remove_all(folder_, ignored);
  else
    notices_.push_back(fmt::format(
        "{} was not written, since ffmpeg is not there or failed: the frames are in {}", path_, folder_));
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
    words.insert(words.end(), {"-pix_fmt", "yuv420p"});
  words.push_back(path_);
  return run_program(std::move(words));
}

}  // namespace doodle::cli
