#include "doodle/maps.h"

#include <pybind11/stl.h>

#include "bind.h"
#include "keyword_names.h"
#include "options.h"

namespace doodle::python {
namespace {

using Row = std::tuple<std::string, std::tuple<int, int, int>, double, double, std::string>;

Row row(const LabelUse& use) {
  const auto level = [&](std::size_t c) { return static_cast<int>(use.label.colour[c] + 0.5F); };
  return {use.label.name, {level(0), level(1), level(2)}, use.style_share, use.target_share, use.substitute};
}

/// Rows and notices. Of the options those of maps count.
std::pair<std::vector<Row>, std::vector<std::string>> check(const std::vector<Image>& styles,
                                                            const Image& target, const py::dict& options) {
  const MapOptions maps = paint_options_from(options).maps;
  const py::gil_scoped_release release;
  const MapReport report = check_maps(styles, target, maps);
  std::vector<Row> rows;
  for (const LabelUse& use : report.labels) rows.push_back(row(use));
  return {std::move(rows), with_keyword_names(report.notices)};
}

}  // namespace

void bind_maps(py::module_& module) {
  module.def("check_maps", &check, py::arg("styles"), py::arg("target"), py::arg("options"));
  module.def("propose_map", &propose_map, py::arg("picture"), py::arg("count"),
             py::call_guard<py::gil_scoped_release>());
}

}  // namespace doodle::python
