#include "doodle/features.h"

#include <pybind11/stl.h>

#include "arrays.h"
#include "bind.h"
#include "doodle/error.h"
#include "options.h"

namespace doodle::python {
namespace {

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;

/// A FeatureMap or SemanticMap from an array of height x width x channels.
template <class Map>
Map map_from(const Floats& array) {
  if (array.ndim() != 3)
    throw BadInput("an array of shape " + shape_of(array) +
                   " holds no features or labels; it needs height x width x channels");
  Map map;
  map.height = static_cast<int>(array.shape(0));
  map.width = static_cast<int>(array.shape(1));
  map.channels = static_cast<int>(array.shape(2));
  map.values.assign(array.data(), array.data() + array.size());
  return map;
}

template <class Map>
std::vector<Map> maps_from(const std::vector<Floats>& arrays) {
  std::vector<Map> maps;
  for (const Floats& array : arrays) maps.push_back(map_from<Map>(array));
  return maps;
}

std::vector<py::array> run(FeatureExtractor& extractor, const Image& image,
                           const std::vector<std::string>& layers) {
  std::vector<FeatureMap> features;
  {
    const py::gil_scoped_release release;
    features = extractor.run(image, layers);
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

py::tuple match(const MatchArguments& arguments, double semantic_weight, double variety, int threads) {
  MatchRequest request;
  request.current = map_from<FeatureMap>(arguments.current);
  request.styles = maps_from<FeatureMap>(arguments.styles);
  if (arguments.current_map) request.current_map = map_from<SemanticMap>(*arguments.current_map);
  request.style_maps = maps_from<SemanticMap>(arguments.style_maps);
  request.semantic_weight = semantic_weight;
  request.variety = variety;
  request.run.threads = threads;
  PatchMatches found;
  {
    const py::gil_scoped_release release;
    found = match_patches(request);
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
             return FeatureExtractor(chosen.network, chosen.run);
           }),
           py::arg("options"))
      .def_property_readonly("layers", &FeatureExtractor::layers)
      .def("run", &run, py::arg("image"), py::arg("layers"));
  module.def(
      "match",
      [](const Floats& current, const std::vector<Floats>& styles, const std::optional<Floats>& current_map,
         const std::vector<Floats>& style_maps, double semantic_weight, double variety, int threads) {
        return match({current, styles, current_map, style_maps}, semantic_weight, variety, threads);
      },
      py::arg("current"), py::arg("styles"), py::arg("current_map"), py::arg("style_maps"),
      py::arg("semantic_weight"), py::arg("variety"), py::arg("threads"));
}

}  // namespace doodle::python
