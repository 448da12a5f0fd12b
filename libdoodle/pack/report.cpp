#include "pack/report.h"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <cmath>
#include <span>

#include "base/aside_file.h"
#include "base/check.h"
#include "image/png_bytes.h"
#include "pack/animation.h"

namespace doodle {
namespace {

/// Shown side by side, before and after have the same size on the screen.
constexpr int shown_side = 128;

constexpr const char* page_start = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{}</title><style>
body {{ font: 14px sans-serif; background: #ddd; color: #111; }}
td, th {{ padding: 6px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid #999; }}
.before {{ image-rendering: pixelated; }}
.picture {{ background-repeat: repeat;
  box-shadow: 0 0 0 1px #999; background-color: #c8a; }}
.name {{ font-family: monospace; overflow-wrap: anywhere; max-width: 24em; }}
</style></head><body><h1>{}</h1>
<table><tr><th>texture</th><th>before</th><th>after</th><th>seam, against the same border inside (against the mean step, before to after)</th></tr>
)";

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// A box that shows the picture, as often as it wraps.
std::string box(const char* when, const Image& picture, const PackEntry& entry) {
  const int width = shown_side, height = std::max(1, shown_side * picture.height / picture.width);
  return fmt::format(
      "<div class=\"picture {}\" style=\"width:{}px;height:{}px;background-size:{}px {}px;"
      "background-image:url(data:image/png;base64,{})\"></div>",
      when, width * (entry.options.tile_x ? 3 : 1), height * (entry.options.tile_y ? 3 : 1), width, height,
      base64(encode_png(picture, entry.name)));
}

std::string number(double score) {
  return std::isinf(score) ? "&infin;" : fmt::format("{:.2f}", score);
}

/// The seam against the same border inside, then the plain scores before and after.
std::string seams(const Image& before, const Image& after, const Image& reference, const PackEntry& entry) {
  const SeamScore against = reference.empty() ? SeamScore{} : seam_against(after, reference);
  const SeamScore old_score = seam_score(before), new_score = seam_score(after);
  const auto line = [](const char* axis, double score, double old_ratio, double new_ratio) {
    return fmt::format("{} {} ({} &rarr; {})<br>", axis, number(score), number(old_ratio), number(new_ratio));
  };
  std::string text;
  if (entry.options.tile_x) text += line("x", against.x, old_score.x, new_score.x);
  if (entry.options.tile_y) text += line("y", against.y, old_score.y, new_score.y);
  return text;
}

std::string notes(const PackEntry& entry) {
  std::string text = fmt::format("{}, {}x{} &rarr; {}x{}", kind_name(*entry.kind), entry.size.width,
                                 entry.size.height, entry.new_size.width, entry.new_size.height);
  if (entry.frames.size() > 1) text += fmt::format(", {} frames", entry.frames.size());
  if (entry.grey) text += ", grey";
  for (const PackStyle& style : entry.styles) text += ", " + escaped(style.name);
  if (!entry.gathered_from.empty()) text += ", with " + escaped(entry.gathered_from);
  return text;
}

std::string row(const PackEntry& entry, const std::string& before_bytes, const MadePictures& made) {
  const int scale = entry.options.scale;
  const int first = entry.frames.front();
  const Image before = cut_frame(decode_png(before_bytes, entry.name), entry.frame, first);
  const Image after = cut_frame(decode_png(made.bytes(entry.name), entry.name),
                                {entry.frame.width * scale, entry.frame.height * scale}, first);
  const std::string png = made.seam_reference(entry.name);
  const Image reference = png.empty() ? Image{} : decode_png(png, entry.name);
  return fmt::format("<tr><td class=\"name\">{}<br>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                     escaped(entry.name), notes(entry), box("before", before, entry),
                     box("after", after, entry),
                     entry.decision == PackDecision::upscale ? seams(before, after, reference, entry) : "");
}

}  // namespace

void write_report(const PackOptions& options, const PackPlan& plan, const PackSource& pack,
                  const MadePictures& made) {
  const std::string title =
      escaped(options.input + " at " + std::to_string(options.scale) + " times its size");
  std::string page = fmt::format(page_start, title, title);
  for (const PackEntry& entry : plan.entries)
    if (entry.kind) page += row(entry, pack.read(entry.name), made);
  page += "</table></body></html>\n";
  AsideFile file(options.report);
  file.replace_target(std::as_bytes(std::span(page)));
}

}  // namespace doodle
