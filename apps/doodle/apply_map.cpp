#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "doodle/error.h"
#include "doodle/source_map.h"
#include "files.h"
#include "json.h"

namespace doodle::cli {
namespace {

struct ApplyArguments {
  std::string map;
  std::vector<std::string> sources;
  std::string output;
  std::string normal;
  bool json = false;
};

int run_apply(const ApplyArguments& arguments) {
  const ApplyOptions options{parse_normal_maps(arguments.normal)};
  require_no_input(arguments.output, {{arguments.map}, arguments.sources});
  check_output(arguments.output);
  const SourceMap map = load_source_map(arguments.map);
  std::vector<Image> sources;
  for (const std::string& path : arguments.sources) sources.push_back(load_image(path));
  const Image result = apply_source_map(map, sources, options);
  save_image(arguments.output, result);
  if (arguments.json) {
    fmt::print("{}\n", json_text({{"output", arguments.output},
                                  {"width", result.width},
                                  {"height", result.height},
                                  {"channels", result.channels}}));
  } else {
    fmt::print("{}\n", arguments.output);
  }
  return 0;
}

}  // namespace

void add_apply_map(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "apply-map", "Rebuild a picture from other maps of its styles, with what --save-map wrote");
  const auto arguments = std::make_shared<ApplyArguments>();
  command->add_option("map", arguments->map, "The source map that --save-map wrote")
      ->required()
      ->type_name("MAP.exr");
  command
      ->add_option("sources", arguments->sources,
                   "One picture per style, in their order: roughness, normals, height ...")
      ->required()
      ->type_name("PICTURE");
  command->add_option("-o,--output", arguments->output, "The picture to write, in the pictures' bit depth")
      ->required()
      ->type_name("FILE");
  command->add_option("--normal", arguments->normal,
                      "The pictures hold normals, OpenGL's (gl) or DirectX's (dx): turn them where patches "
                      "were turned, and keep their length 1");
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->callback([arguments, &action] { action = [arguments] { return run_apply(*arguments); }; });
}

}  // namespace doodle::cli
