#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/synthesis.h"
#include "image/turn.h"
#include "synthesis/pixel_field.h"
#include "synthesis/surroundings.h"

namespace doodle {

/// Which of the given styles a form of one is, and how it was turned.
struct StyleForm {
  int style = 0;
  Turn turn;
};

/// A request, checked and brought into one form: RGB images, maps embedded, the size and the network decided.
struct Problem {
  PaintOptions options;          ///< `auto` decided, but the device and how a phase is searched
  Size size;                     ///< of what is painted
  std::vector<Image> styles;     ///< RGB; alpha of 0 or 1 where some pixels are not to be used, else none
  SemanticMaps maps;             ///< one per style, and the target's; empty vectors without maps
  std::vector<Size> given;       ///< sizes of the styles as they were given
  std::vector<StyleForm> forms;  ///< what each of `styles` is: every style given, in every turn (add_forms())
  std::vector<double> shares;    ///< wanted of each style given, of 1 together; empty: as they come
  int style_margin = 0;          ///< pixels by which styles that wrap are continued on each side
  std::optional<Image> content;  ///< RGB
  std::optional<Image> seed;     ///< RGB
  std::optional<PixelField> start;  ///< where the seed's pixels are from, for a first phase of the whole size
  std::optional<Image> picture;     ///< to paint into, as given
  /// It in the middle of the result, or a part of it around its holes: RGB, alpha 1 what stays, 0 what is
  /// painted.
  std::optional<Image> canvas;
  int left = 0, top = 0;  ///< where in the canvas the picture begins; below 0 where the canvas is a part
  /// Around holes that are far apart (separate_surroundings()): each is painted as a problem of its own
  /// (parts.h), and of this one no more is known than its canvas. Empty where all is painted at once.
  std::vector<Area> parts;
  std::size_t guides = 0;  ///< PaintRequest::guides, which are channels of the maps
  bool own_style = false;  ///< whether the one style is that picture
  std::shared_ptr<const NetworkSpec> network;
  std::vector<std::string> notices;

  /// The size of the picture that comes out: `size`, but where that is of a part.
  Size result_size() const { return is_part() ? picture->size() : size; }
  /// Whether the canvas is a part of the picture.
  bool is_part() const {
    return canvas && (canvas->width < picture->width || canvas->height < picture->height);
  }
  bool has_masks() const;  ///< whether some style has clear pixels
  /// Whether nothing but the styles says what is painted where.
  bool is_texture() const { return !has_maps() && !content && !own_style; }
  bool has_maps() const { return !maps.styles.empty(); }
  bool has_labels() const { return has_maps() && maps.mode == MapMode::labels; }
};

/// Checks options, then the model, then the inputs, and throws as paint() does.
Problem prepare_problem(const PaintRequest& request);

}  // namespace doodle
