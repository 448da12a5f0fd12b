#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace doodle {

struct ImportOptions {
  /// Where to write the network; an existing file is replaced. Empty: vgg19.safetensors or vgg16.safetensors
  /// in $DOODLE_HOME or the cache, where networks are looked for, unless it is there already.
  std::string output;
  /// The input that the network was trained on: `auto` tells it from the file; `caffe` (BGR 0..255 less a
  /// mean) and `torchvision` (RGB 0..1 with mean and deviation) say it where the file does not.
  std::string preprocessing = "auto";
  bool half = false;  ///< write fp16, half the size; the weights change by at most 0.05 %
};

/// What an import has found and written.
struct ImportReport {
  std::string output;                ///< the file written
  std::string format;                ///< of the file read: `PyTorch (zip)`
  std::string architecture;          ///< `vgg19` or `vgg16`
  int convolutions = 0;              ///< 16 of VGG-19, 13 of VGG-16; fewer when the file ends early
  std::string channel_order;         ///< RGB or BGR
  float scale = 1;                   ///< the value of white, before mean and deviation: 1 or 255
  std::array<float, 3> mean{};       ///< in that order and scale
  std::array<float, 3> deviation{};  ///< likewise
  std::string evidence;              ///< one line: how the input was told
  std::string source_sha256;         ///< of the file read, 64 lower-case hex digits
  std::string licence;               ///< of the weights; empty when nothing says it
};

/// Reads VGG-19 or VGG-16 from a file of any format in use (docs/models.md lists them), whatever its name,
/// and writes its convolutions as safetensors that every command takes as --model. Nothing in the file is
/// executed. The output appears when it is complete; until then, and on failure, what was there stays.
/// Throws UsageError for a word that `preprocessing` does not know; ModelMissing, naming the file and the
/// reason, when it is not there, is broken or is no trained VGG; BadInput when the output
/// cannot be written, or is there already and was not named.
ImportReport import_model(const std::string& path, const ImportOptions& options = {});

}  // namespace doodle
