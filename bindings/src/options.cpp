#include "options.h"

#include <pybind11/stl.h>

#include "bind.h"
#include "doodle/error.h"
#include "option_values.h"

namespace doodle::python {
namespace {

template <class Visit>
void visit_network(NetworkOptions& o, const Visit& visit) {
  visit("model", o.model);
  visit("pooling", o.pooling);
  visit("padding", o.padding);
  visit("activation", o.activation);
  visit("down_sampling", o.down_sampling);
  visit("initialisation", o.initialisation);
  visit("units", o.units);
  visit("depth", o.depth);
  visit("network_seed", o.seed);
}

template <class Visit>
void visit_common(MapOptions& maps, SeedOptions& seed, RunOptions& run, const Visit& visit) {
  visit("semantic_mode", maps.mode);
  visit("labels", maps.names);
  visit("max_labels", maps.max_labels);
  visit("seed", seed.kind);
  visit("seed_low", seed.low);
  visit("seed_high", seed.high);
  visit("random_seed", seed.random_seed);
  visit("device", run.device);
  visit("threads", run.threads);
}

/// Calls visit(name, field) for every option: the one list of names.
template <class Visit>
void visit_options(PaintOptions& o, const Visit& visit) {
  visit("output_size", o.output_size);
  visit("tile", o.tile);
  visit("rotate", o.samples.rotate);
  visit("mirror", o.samples.mirror);
  visit("style_tiles", o.samples.wrap);
  visit("phases", o.pyramid.phases);
  visit("neural_phases", o.pyramid.neural_phases);
  visit("style_scale", o.pyramid.style_scale);
  visit("style_layers", o.match.layers);
  visit("vote_layer", o.match.vote_layer);
  visit("semantic_weight", o.match.semantic_weight);
  visit("variety", o.match.variety);
  visit("match", o.match.search);
  visit("votes", o.refine.votes);
  visit("iterations", o.refine.iterations);
  visit("style_weight", o.refine.style_weight);
  visit("content_weight", o.refine.content_weight);
  visit("smoothness", o.refine.smoothness);
  visit("content_layers", o.refine.content_layers);
  visit("optimiser", o.refine.optimiser);
  visit("finish", o.finish.enabled);
  visit("finish_phases", o.finish.phases);
  visit("finish_iterations", o.finish.iterations);
  visit("balance", o.finish.balance);
  visit("coverage", o.finish.coverage);
  visit("memory_gib", o.memory_gib);
  visit_common(o.maps, o.seed, o.run, visit);
  visit_network(o.network, visit);
}

template <class Visit>
void visit_options(StyleOptions& o, const Visit& visit) {
  visit("output_size", o.output_size);
  visit("loss", o.loss.kind);
  visit("style_weight", o.loss.style_weight);
  visit("content_weight", o.loss.content_weight);
  visit("patch_weight", o.loss.patch_weight);
  visit("smoothness", o.loss.smoothness);
  visit("style_layers", o.loss.style_layers);
  visit("content_layers", o.loss.content_layers);
  visit("patch_layers", o.loss.patch_layers);
  visit("layer_scale", o.loss.layer_scale);
  visit("phases", o.schedule.phases);
  visit("iterations", o.schedule.iterations);
  visit("tiled_iterations", o.schedule.tiled_iterations);
  visit("style_scale", o.schedule.style_scale);
  visit("optimiser", o.schedule.optimiser);
  visit("colours", o.colours);
  visit("memory_gib", o.memory_gib);
  visit_common(o.maps, o.seed, o.run, visit);
  visit_network(o.network, visit);
}

template <class Visit>
void visit_options(UpscaleOptions& o, const Visit& visit) {
  visit("scale", o.scale);
  visit("keep_colour", o.keep_colour);
  visit("snap_palette", o.snap_palette);
  visit("photo_scale", o.photo_scale);
  visit_options(o.paint, visit);
}

template <class Options>
void set_option(Options& options, const std::string& name, const py::handle& value) {
  bool known = false;
  visit_options(options, [&](const char* field_name, auto& field) {
    if (name != field_name) return;
    known = true;
    try {
      if constexpr (std::is_same_v<decltype(field), Wrap&>)
        read_axes(name, value, field);
      else
        read(value, field);
    } catch (const py::cast_error&) {
      throw py::type_error(name + " cannot be " + std::string(py::repr(value)));
    }
  });
  if (!known) throw UsageError("there is no option " + name);
}

template <class Options>
Options options_from(Options options, const py::dict& keywords) {
  for (const auto& [key, value] : keywords) {
    const std::string name = py::cast<std::string>(key);
    if (name != "quality") set_option(options, name, value);
  }
  return options;
}

template <class Options>
py::dict show_options(Options options) {
  py::dict shown;
  visit_options(options, [&](const char* name, auto& field) { shown[name] = show(field); });
  return shown;
}

Quality quality_of(const py::dict& keywords) {
  if (!keywords.contains("quality")) return Quality::standard;
  const std::string name = keywords["quality"].cast<std::string>();
  if (name == "draft") return Quality::draft;
  if (name == "standard") return Quality::standard;
  if (name == "fine") return Quality::fine;
  throw UsageError("quality is '" + name + "'; choose one of draft, standard, fine");
}

}  // namespace

PaintOptions paint_options_from(const py::dict& keywords) {
  return options_from(preset(quality_of(keywords)), keywords);
}

UpscaleOptions upscale_options_from(const py::dict& keywords) {
  UpscaleOptions options;
  options.paint = preset(quality_of(keywords));
  return options_from(std::move(options), keywords);
}

StyleOptions style_options_from(const py::dict& keywords) {
  return options_from(StyleOptions{}, keywords);
}

void bind_options(py::module_& module) {
  // What the keywords come to, defaults included: the package's dataclasses are checked against these.
  module.def(
      "paint_options",
      [](const py::dict& keywords) {
        const PaintOptions options = paint_options_from(keywords);
        check_options(options);
        return show_options(options);
      },
      py::arg("keywords"));
  module.def(
      "upscale_options",
      [](const py::dict& keywords) {
        const UpscaleOptions options = upscale_options_from(keywords);
        check_options(options);
        return show_options(options);
      },
      py::arg("keywords"));
  module.def(
      "style_options",
      [](const py::dict& keywords) {
        const StyleOptions options = style_options_from(keywords);
        check_options(options);
        return show_options(options);
      },
      py::arg("keywords"));
}

}  // namespace doodle::python
