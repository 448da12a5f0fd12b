#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "doodle/import.h"
#include "models.h"
#include "report.h"

namespace doodle::cli {
namespace {

struct ImportArguments {
  std::string file;
  ImportOptions options;
  bool json = false;
};

Json describe(const ImportReport& report) {
  return {{"output", report.output},
          {"format", report.format},
          {"architecture", report.architecture},
          {"convolutions", report.convolutions},
          {"channel_order", report.channel_order},
          {"scale", report.scale},
          {"mean", report.mean},
          {"std", report.deviation},
          {"evidence", report.evidence},
          {"source_sha256", report.source_sha256},
          {"licence", report.licence}};
}

int run_import(const ImportArguments& arguments) {
  const ImportReport report = import_model(arguments.file, arguments.options);
  if (arguments.json) {
    fmt::print("{}\n", json_text(describe(report)));
    return 0;
  }
  fmt::print("read      {} ({}), SHA-256 {}\n", arguments.file, report.format, report.source_sha256);
  fmt::print("network   {}, {} convolutions\n", report.architecture, report.convolutions);
  fmt::print("input     {} 0..{}, mean {:g}, deviation {:g}: {}\n", report.channel_order, report.scale,
             fmt::join(report.mean, " "), fmt::join(report.deviation, " "), report.evidence);
  fmt::print("licence   {}\n", report.licence.empty() ? "not known" : report.licence);
  fmt::print("written   {}; use it with --model {}\n", report.output, report.output);
  return 0;
}

}  // namespace

void add_models_import(CLI::App& models, Action& action) {
  CLI::App* command = models.add_subcommand("import", "Convert a VGG-19 or VGG-16 file of any format");
  const auto arguments = std::make_shared<ImportArguments>();
  command
      ->add_option("file", arguments->file,
                   "What to read: .pth, .h5, .npz, .npy, .pkl.bz2, .mat, .caffemodel or .safetensors")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("-o,--output", arguments->options.output,
                   "Where to write; by default where --model vgg19 finds it")
      ->type_name("FILE");
  command
      ->add_option("--preprocessing", arguments->options.preprocessing,
                   "The input it was trained on: auto, caffe or torchvision")
      ->capture_default_str();
  command->add_flag("--fp16", arguments->options.half, "Write half the bytes");
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->callback([arguments, &action] { action = [arguments] { return run_import(*arguments); }; });
}

}  // namespace doodle::cli
