#include <algorithm>
#include <filesystem>
#include <map>

#include "base/aside_file.h"
#include "base/check.h"
#include "doodle/import.h"
#include "features/safetensors_writer.h"
#include "importers/first_layer.h"
#include "importers/preprocessing.h"
#include "importers/readers.h"
#include "registry/folders.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

/// Kernels of true convolution as those of correlation, which every network here computes.
void turn_kernels(VggWeights& network) {
  for (VggLayer& layer : network.layers)
    for (std::size_t at = 0; at < layer.weights.size(); at += 9)
      std::reverse(layer.weights.begin() + static_cast<std::ptrdiff_t>(at),
                   layer.weights.begin() + static_cast<std::ptrdiff_t>(at + 9));
}

std::map<std::string, std::string> describe(const ImportReport& report, const std::string& source) {
  std::map<std::string, std::string> metadata{
      {"architecture", report.architecture},
      {"channel_order", report.channel_order},
      {"scale", fmt::format("{}", report.scale)},
      {"mean", fmt::format("{}", fmt::join(report.mean, ","))},
      {"std", fmt::format("{}", fmt::join(report.deviation, ","))},
      {"source", source},
      {"source_format", report.format},
      {"source_sha256", report.source_sha256},
  };
  if (!report.licence.empty()) metadata["license"] = report.licence;
  return metadata;
}

std::vector<WritableArray> list_arrays(const VggWeights& network) {
  std::vector<WritableArray> arrays;
  for (const VggLayer& layer : network.layers) {
    arrays.push_back({layer.name + ".weight", {layer.outputs, layer.inputs, 3, 3}, &layer.weights});
    arrays.push_back({layer.name + ".bias", {layer.outputs}, &layer.bias});
  }
  return arrays;
}

void check_options(const ImportOptions& options) {
  const std::string& word = options.preprocessing;
  require<UsageError>(word == "auto" || word == "caffe" || word == "torchvision",
                      "preprocessing is {}; it must be auto, caffe or torchvision", word);
}

/// Reads, finds and checks the network; fills in what there is to report.
VggWeights read_vgg(const std::string& path, const ImportOptions& options, ImportReport& report) {
  ModelArrays file = read_model_arrays(path);
  try {
    VggWeights network = find_vgg(file);
    check_trained(network.layers.front());
    const Preprocessing input = detect_preprocessing(network, file, options.preprocessing);
    if (input.turned) turn_kernels(network);
    report.format = file.format;
    report.architecture = network.architecture;
    report.convolutions = static_cast<int>(network.layers.size());
    report.channel_order = input.channel_order;
    report.scale = input.scale;
    report.mean = input.mean;
    report.deviation = input.deviation;
    report.evidence = input.evidence;
    report.licence = file.licence.empty() ? input.licence : file.licence;
    return network;
  } catch (const BrokenFile& reason) {
    throw ModelMissing(fmt::format("{} cannot be imported: {}", path, reason.what()));
  }
}

/// Where `--model vgg19` finds it. What is there already may be dear to somebody.
std::string default_output(const std::string& architecture) {
  const std::vector<fs::path> folders = model_folders();
  const fs::path folder = folders.empty() ? fs::path(".") : folders.front();
  const std::string file = (folder / (architecture + ".safetensors")).string();
  std::error_code failure;
  require<BadInput>(!fs::exists(file, failure),
                    "{} is there already; remove it, or name another file with --output", file);
  fs::create_directories(folder, failure);
  require<BadInput>(!failure, "the folder {} cannot be made: {}", folder.string(), failure.message());
  return file;
}

}  // namespace

ImportReport import_model(const std::string& path, const ImportOptions& options) {
  check_options(options);
  ImportReport report;
  const VggWeights network = read_vgg(path, options, report);
  report.source_sha256 = sha256_of_file(path);
  report.output = options.output.empty() ? default_output(report.architecture) : options.output;
  std::error_code ignored;
  require<BadInput>(!fs::equivalent(path, report.output, ignored),
                    "{} would be overwritten by its own import; name another file with --output", path);
  AsideFile output(report.output);
  const std::string source = fs::path(path).filename().string();
  const std::string bytes = safetensors_bytes(describe(report, source), list_arrays(network), options.half);
  output.replace_target(std::as_bytes(std::span(bytes)));
  return report;
}

}  // namespace doodle
