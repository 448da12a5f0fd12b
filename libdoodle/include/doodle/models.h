#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace doodle {

/// Which network to use and, for the random one, how it is made.
struct NetworkOptions {
  /// `random`, a name of list_models() (`vgg19`, `thin`), or the path of a safetensors file. Empty: the
  /// default, `thin`, which is part of the library.
  std::string model;
  std::string pooling = "average";  ///< `average` or `max`, for networks with pooling layers
  std::string padding;  ///< `zero`, `replicate` or `reflect`; empty: what the model says, else zero
  // The rest shapes the random network alone (Champandard, "Extreme Style Machines").
  std::string activation = "elu";         ///< `elu`, `relu`, `leaky` (very leaky rectifier, slope 1/3)
  std::string down_sampling = "strided";  ///< `strided`, `average`, `max`
  std::string initialisation = "glorot";  ///< `glorot` (uniform) or `orthogonal`
  double units = 1;                       ///< multiplies the channels of every layer; 1/16..4
  int depth = 1;                          ///< repeats every 3x3 layer; 1..4
  std::uint64_t seed = 0;                 ///< of the random weights

  bool operator==(const NetworkOptions&) const = default;
};

/// A model that this machine has or could have.
struct ModelInfo {
  std::string name;          ///< as `--model` takes it
  std::string file;          ///< path, when it is a file and is present; empty otherwise
  std::string architecture;  ///< `vgg19`, `thin`, `random`
  std::string licence;
  std::string sha256;    ///< of the file, lower-case hex; empty for `random`
  bool present = false;  ///< usable now
  std::string note;      ///< one line: where it was found, or how to get it
};

/// The models known by name, present or not; doodle/registry.h knows more, and what `registry` is. Files are
/// looked for in $DOODLE_HOME, then $XDG_CACHE_HOME/doodle (or ~/.cache/doodle).
std::vector<ModelInfo> list_models(const std::string& registry = {});

/// Does nothing when the network can be made; otherwise throws what paint() would: ModelMissing for a file
/// that is absent or broken, UsageError for an option that does not exist.
void check_model(const NetworkOptions& options);

}  // namespace doodle
