#include "doodle/features.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <limits>

#include "arrays.h"
#include "bind.h"
#include "doodle/error.h"
#include "options.h"
#include "signals.h"

namespace doodle::python {
namespace {

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;

/// Features or labels where the array has them: height x width x channels. `name` is the argument's.
MapView view_of(const Floats& array, const std::string& name) {
  if (array.ndim() != 3)
    throw BadInput(name + " has the shape " + shape_of(array) + "; it needs height x width x channels");
  constexpr py::ssize_t most = std::numeric_limits<int>::max();
  if (std::max({array.shape(0), array.shape(1), array.shape(2)}) > most)
    throw BadInput(name + " has the shape " + shape_of(array) + ", which is too large");
  return {static_cast<int>(array.shape(0)),
          static_cast<int>(array.shape(1)),
          static_cast<int>(array.shape(2)),
          {array.data(), static_cast<std::size_t>(array.size())}};
}

std::vector<MapView> views_of(const std::vector<Floats>& arrays, const std::string& name) {
  std::vector<MapView> views;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    views.push_back(view_of(arrays[i], name + "[" + std::to_string(i) + "]"));
  return views;
}

std::vector<py::array> run(FeatureExtractor& extractor, const Image& image,
                           const std::vector<std::string>& layers) {
  std::vector<FeatureMap> features;
  {
    const py::gil_scoped_release release;
    features = extractor.run(image, layers, signal_check());
  }
  std::vector<py::array> arrays;
  for (FeatureMap& map : features) {
    arrays.push_back(array_of(std::move(map.values), {map.height, map.width, map.channels}));
  }
  return arrays;
}

struct MatchArguments {
  Floats current;
  std::vector<Floats> styles;
  std::optional<Floats> current_map;
  std::vector<Floats> style_maps;
};

py::tuple match(const MatchArguments& arguments, double semantic_weight, double variety, RunOptions run) {
  MatchRequest request;
  request.current = view_of(arguments.current, "current");
  request.styles = views_of(arguments.styles, "styles");
  if (arguments.current_map) request.current_map = view_of(*arguments.current_map, "current_map");
  request.style_maps = views_of(arguments.style_maps, "style_maps");
  request.semantic_weight = semantic_weight;
  request.variety = variety;
  request.run = std::move(run);
  PatchMatches found;
  {
    const py::gil_scoped_release release;
    found = match_patches(request, signal_check());
  }
  const std::vector<py::ssize_t> shape{found.height, found.width};
  return py::make_tuple(array_of(std::move(found.style), shape), array_of(std::move(found.row), shape),
                        array_of(std::move(found.column), shape), array_of(std::move(found.score), shape));
}

}  // namespace

void bind_features(py::module_& module) {
  py::class_<FeatureExtractor>(module, "FeatureExtractor")
      .def(py::init([](const py::dict& options) {
             const PaintOptions chosen = paint_options_from(options);
             check_options(chosen);
             const py::gil_scoped_release release;  // it may read a large file
             return FeatureExtractor(chosen.network, chosen.run);
           }),
           py::arg("options"))
      .def_property_readonly("layers", &FeatureExtractor::layers)
      .def("run", &run, py::arg("image"), py::arg("layers"));
  module.def(
      "match",
      [](const Floats& current, const std::vector<Floats>& styles, const std::optional<Floats>& current_map,
         const std::vector<Floats>& style_maps, double semantic_weight, double variety, int threads,
         const std::string& device) {
        return match({current, styles, current_map, style_maps}, semantic_weight, variety, {threads, device});
      },
      py::arg("current"), py::arg("styles"), py::arg("current_map"), py::arg("style_maps"),
      py::arg("semantic_weight"), py::arg("variety"), py::arg("threads"), py::arg("device"));
}

}  // namespace doodle::python
