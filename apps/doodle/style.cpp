#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "command.h"
#include "contact_sheet.h"
#include "doodle/error.h"
#include "files.h"
#include "film.h"
#include "layers.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "stopwatch.h"
#include "style_options.h"

namespace doodle::cli {
namespace {

/// The content's size with its longer side brought to `side`.
Size fitted(Size content, int side) {
  const double scale = static_cast<double>(side) / std::max(content.width, content.height);
  const auto length = [scale](int n) { return std::max(1, static_cast<int>(n * scale + 0.5)); };
  return {length(content.width), length(content.height)};
}

StyleRequest load_request(const StyleArguments& arguments, StyleOptions options) {
  StyleRequest request;
  request.content = load_image(arguments.content);
  for (std::size_t i = 0; i < arguments.styles.size(); ++i) {
    const auto [path, weight] = parse_style(arguments.styles[i]);
    WeightedStyle style{load_image(path), std::nullopt,
                        arguments.shares.empty() ? weight : arguments.shares[i]};
    if (!arguments.style_maps.empty()) style.map = load_image(arguments.style_maps[i]);
    request.styles.push_back(std::move(style));
  }
  if (!arguments.target_map.empty()) request.target_map = load_image(arguments.target_map);
  if (!arguments.labels.empty()) options.maps.names = read_label_file(arguments.labels);
  if (options.seed.kind == "image") request.seed = load_image(seed_file(arguments));
  if (arguments.image_size > 0 && options.output_size == Size{})
    options.output_size = fitted(request.content.size(), arguments.image_size);
  request.options = std::move(options);
  return request;
}

StyleRequest prepare(const StyleArguments& arguments, const StyleOptions& options) {
  try {
    std::vector<std::string> styles;
    for (const std::string& style : arguments.styles) styles.push_back(parse_style(style).first);
    require_no_input(arguments.output,
                     {{arguments.content, arguments.target_map}, styles, arguments.style_maps});
    check_output(arguments.output);
    if (!arguments.contact.empty()) check_output(arguments.contact);
    return load_request(arguments, options);
  } catch (const BadInput&) {
    check_model(options.network);
    throw;
  }
}

Size output_size(const StyleRequest& request) {
  return request.options.output_size == Size{} ? request.content.size() : request.options.output_size;
}

std::string time_text(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

/// Seconds of the picture, and of one in each style alone where they are to be on a sheet.
double all_seconds(const StyleArguments& arguments, const StyleEstimate& estimate) {
  const std::size_t alone = arguments.contact.empty() ? 0 : arguments.styles.size();
  return estimate.seconds * static_cast<double>(1 + alone);
}

/// Time and memory, before they are spent.
void print_estimate(const StyleArguments& arguments, const StyleRequest& request) {
  if (arguments.quiet && !arguments.dry_run) return;
  const StyleEstimate estimate = estimate_style(request);
  const Size size = output_size(request);
  const double seconds = all_seconds(arguments, estimate);
  const double gib = static_cast<double>(estimate.bytes) / (1024.0 * 1024 * 1024);
  if (arguments.dry_run && arguments.json) {
    fmt::print("{}\n", json_text({{"width", size.width},
                                  {"height", size.height},
                                  {"seconds", seconds},
                                  {"memory_bytes", estimate.bytes},
                                  {"tiles", estimate.tiles},
                                  {"phases", estimate.phases}}));
    return;
  }
  fmt::print(arguments.dry_run ? stdout : stderr, "{}{}x{} in {} sizes{}: about {} and {:.1f} GiB\n",
             arguments.dry_run ? "" : "doodle: ", size.width, size.height, estimate.phases,
             estimate.tiles > 1 ? fmt::format(", the last in {} tiles", estimate.tiles) : "",
             time_text(seconds), gib);
}

Json describe_result(const StyleArguments& arguments, const PaintResult& result, double seconds) {
  return {{"output", arguments.output},
          {"width", result.image.width},
          {"height", result.image.height},
          {"cancelled", result.cancelled},
          {"seconds", seconds},
          {"peak_memory_bytes", peak_memory()},
          {"loss", result.phases.empty() ? 0.0 : result.phases.back().loss},
          {"notices", result.notices},
          {"parameters", result.parameters},
          {"version", version()}};
}

SaveOptions picture_text(const StyleArguments& arguments, const PaintResult& result) {
  SaveOptions save{result.parameters};
  save.text["file:style"] = fmt::format("{}", fmt::join(arguments.styles, " "));
  save.text["file:content"] = arguments.content;
  return save;
}

PaintResult transfer(const StyleArguments& arguments, const StyleRequest& request, Film& film,
                     NoticePrinter& notices) {
  ProgressPrinter printer(arguments.quiet, arguments.print_every);
  return transfer_style(request, [&](const Progress& progress) {
    notices.print(progress.notices);
    printer.report(progress);
    film.add(progress);
    return !interrupted();
  });
}

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

/// The content in each style alone, with its name and the seconds it took.
void write_contact(const StyleArguments& arguments, const StyleRequest& request) {
  SheetRow row{file_name(arguments.content), {{request.content, {"content"}}}};
  for (std::size_t i = 0; i < request.styles.size() && !interrupted(); ++i) {
    StyleRequest alone = request;
    alone.styles = {request.styles[i]};
    const Stopwatch watch;
    const PaintResult result = transfer_style(alone, [](const Progress&) { return !interrupted(); });
    row.cells.push_back(
        {result.image,
         {file_name(parse_style(arguments.styles[i]).first), fmt::format("{:.1f} s", watch.seconds())}});
  }
  const Size size = output_size(request);
  save_image(arguments.contact,
             make_sheet({row}, fitted(size, std::min(320, std::max(size.width, size.height)))));
}

int run_style(const StyleArguments& arguments) {
  const Stopwatch watch;
  const StyleOptions options = resolve(arguments);
  const StyleRequest request = prepare(arguments, options);
  NoticePrinter notices(arguments.quiet);
  notices.print(arguments.notices);
  print_estimate(arguments, request);
  if (arguments.dry_run) return 0;
  catch_interrupts();
  Film film(arguments.film, output_size(request));
  const PaintResult result = transfer(arguments, request, film, notices);
  notices.print(result.notices);
  save_result(arguments.output, result.image, picture_text(arguments, result));
  film.finish(result.image);
  notices.print(film.notices());
  if (!arguments.contact.empty() && !result.cancelled) write_contact(arguments, request);
  if (arguments.json)
    fmt::print("{}\n", json_text(describe_result(arguments, result, watch.seconds())));
  else
    print_result(arguments.quiet, arguments.output, result, watch.seconds());
  return result.cancelled ? static_cast<int>(ErrorCode::cancelled) : 0;
}

}  // namespace

void add_style(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("style", "Paint a photograph in the manner of a painting, or of several");
  const auto arguments = std::make_shared<StyleArguments>();
  add_style_options(*command, *arguments);
  command->footer(
      "Each option can also come from the environment (--style-weight: DOODLE_STYLE_WEIGHT) or --config.\n"
      "neural-style's options are understood, with one dash or two: -style_image, -num_iterations.");
  command->callback([command, arguments, &action] {
    action = [command, arguments] {
      apply_layers(*command, *command->get_option("--config"));
      return run_style(*arguments);
    };
  });
}

}  // namespace doodle::cli
