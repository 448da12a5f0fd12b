#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// What a texture of a resource pack is for; it follows from its folder below assets/NAMESPACE/textures.
enum class TextureKind { block, item, entity, gui };

/// What is done with an entry of a pack.
enum class PackDecision {
  copy,     ///< taken over byte for byte
  upscale,  ///< a texture to enlarge
  gather,   ///< a texture's _n or _s companion: its pixels follow those of the colour texture
  enlarge,  ///< a companion of another size than its texture: each pixel becomes a square
  rescale   ///< a sidecar (.png.mcmeta) whose frame size is multiplied
};

/// The names of these values, as they are written above.
///@{
const char* kind_name(TextureKind kind);
const char* decision_name(PackDecision decision);
///@}

/// A photo to take the looks from.
struct PackStyle {
  std::string name;  ///< as the rules write it; `self`: the texture is its own example
  std::string path;  ///< empty for `self`
};

/// How a texture is enlarged.
struct TextureOptions {
  int scale = 8;                      ///< 1..64: the side of the square that a pixel becomes
  bool tile_x = false;                ///< it wraps from right to left
  bool tile_y = false;                ///< it wraps from bottom to top
  std::optional<double> variety;      ///< 0..1; nothing: the default of the synthesis
  std::optional<double> keep_colour;  ///< 0 (the style's colours) .. 1 (the texture's); nothing: the default
  std::uint64_t random_seed = 0;
};

/// One frame of one texture, to be enlarged. The result may depend on all of it but the name and the frame.
struct TextureJob {
  std::string name;  ///< of the entry, for messages
  TextureKind kind = TextureKind::block;
  Image image;                    ///< the frame
  std::vector<Image> companions;  ///< of the frame's size; to be gathered, never interpolated
  bool grey = false;              ///< all that can be seen is R = G = B (tinted by the game): stays so
  std::vector<std::string> style_names;
  std::vector<std::shared_ptr<const Image>> styles;  ///< one per name; null for `self`
  TextureOptions options;
  int frame = 0;  ///< in the order in which frames are made
  int frames = 1;
};

/// What has become of a frame.
struct TextureResult {
  Image image;  ///< scale times the job's size; RGB and grey are turned into what the texture is
  /// The same for each of the job's, in order. None at all: their pixels become squares, which is right where
  /// each pixel of the texture has become an area of its own.
  std::vector<Image> companions;
  bool cancelled = false;  ///< the texture is dropped and the run ends
};

/// Enlarges a frame. The frames of a texture come one after another, from frame 0 on, but for those that are
/// equal to one before, which become what that became. The same jobs, from frame 0 on, must give the same
/// result.
using UpscaleTexture = std::function<TextureResult(const TextureJob&)>;

/// What to make of which pack.
struct PackOptions {
  std::string input;            ///< a folder or a zip file
  std::string output;           ///< a folder, or a zip file where the name ends in .zip
  std::string styles = "self";  ///< a styles.toml, or `self`
  std::string cache;   ///< a folder for finished textures; empty: pack/ below DOODLE_HOME or the user's cache
  std::string report;  ///< an HTML file with pictures before and after, and seam_against() of those that
                       ///< wrap (for which their first frame is made twice); empty: none
  std::string method;  ///< the name and version of the UpscaleTexture; textures of another are made anew
  int scale = 8;       ///< 1..64, where no rule says otherwise
  std::uint64_t random_seed = 0;
};

/// What is done with one entry.
struct PackEntry {
  std::string name;
  PackDecision decision = PackDecision::copy;
  std::string reason;               ///< why it is copied, or enlarged; empty otherwise
  std::optional<TextureKind> kind;  ///< of textures that change
  Size size, new_size;              ///< of textures that change, in pixels
  Size frame;                       ///< what they are cut into; their own size where nothing is animated
  std::vector<int> frames;  ///< in the order in which they are made: as they are played, then the rest
  bool grey = false;
  std::vector<PackStyle> styles;  ///< of those to upscale
  TextureOptions options;
  std::vector<std::string> companions;  ///< the entries that are gathered from this one
  std::string gathered_from;            ///< the colour texture of a companion
};

/// One decision per entry, sorted by name.
struct PackPlan {
  std::vector<PackEntry> entries;
  std::vector<std::string> notices;  ///< lines for the user
};

/// What would be done with each entry; nothing is written. Throws UsageError (options), BadInput naming the
/// entry (a hostile or broken pack, a broken texture that no rule skips), the rule's file and line, or an
/// output that cannot be written.
PackPlan plan_pack(const PackOptions& options);

/// A report from the middle of a run.
struct PackProgress {
  std::size_t done = 0, total = 0;  ///< textures to upscale
  std::string name;                 ///< of the texture that comes next; empty at the end
  int frame = 0, frames = 1;        ///< done of this one
  bool cached = false;              ///< it is there already
};

/// Called before each frame, from the thread that called run_pack(). Returns false to stop: textures that are
/// complete stay in the cache.
using PackCallback = std::function<bool(const PackProgress&)>;

/// How a run went.
struct PackResult {
  bool cancelled = false;                                            ///< nothing was written but to the cache
  std::size_t upscaled = 0, cached = 0, companions = 0, copied = 0;  ///< entries
  std::vector<std::string> notices;
};

/// Does what plan_pack() says and writes the output, and the report where one is asked for. Finished textures
/// are kept in the cache, so that a run that was stopped goes on where it was. Throws as plan_pack() does,
/// and BadInput when something cannot be written; what `upscale` throws passes through.
PackResult run_pack(const PackOptions& options, const UpscaleTexture& upscale,
                    const PackCallback& progress = {});

/// How visible the seam of a tiling picture is, per axis: the mean absolute step across the wrap-around,
/// divided by the mean absolute step between neighbours inside. Near 1 it cannot be told; 1 where there are
/// no steps at all; infinite where there are steps at the seam alone. Steps are weighted by the alphas of
/// both pixels.
struct SeamScore {
  double x = 1;  ///< from the right edge to the left
  double y = 1;  ///< from the bottom edge to the top
};
SeamScore seam_score(const Image& image);

/// The mean step across the seam of `image` against the same of `reference`, which has the same size and
/// shows the same where the border lay inside when it was made (moved by half of its size before, back
/// after): 1 when the seam is no more than any other place. One level is added to both, so that steps that
/// nobody sees do not count.
SeamScore seam_against(const Image& image, const Image& reference);

}  // namespace doodle
