#include "option_values.h"

#include <array>
#include <utility>

#include "doodle/error.h"

namespace doodle::python {
namespace {

constexpr std::array<std::pair<const char*, MapMode>, 4> kModes{{{"automatic", MapMode::automatic},
                                                                 {"labels", MapMode::labels},
                                                                 {"guide", MapMode::guide},
                                                                 {"colour", MapMode::colour}}};

/// A pair of whole numbers, or the error that says so.
std::pair<int, int> read_pair(const py::handle& value) {
  try {
    return value.cast<std::pair<int, int>>();
  } catch (const py::cast_error&) {
    throw py::type_error("output_size cannot be " + std::string(py::repr(value)) +
                         "; it is (width, height), two whole numbers");
  }
}

}  // namespace

void read(const py::handle& value, Size& field) {
  const auto [width, height] = read_pair(value);
  if (width < 1 || height < 1)  // zero would mean that the size is left open
    throw UsageError("output_size is " + std::string(py::repr(value)) +
                     "; it is (width, height), both at least 1");
  field = {width, height};
}

void read_axes(const std::string& option, const py::handle& value, Wrap& field) {
  const std::string name = value.cast<std::string>();
  if (name != "none" && name != "x" && name != "y" && name != "xy")
    throw UsageError(option + " is '" + name + "'; choose one of none, x, y, xy");
  field = {name.starts_with('x'), name.ends_with('y')};
}

void read(const py::handle& value, MapMode& field) {
  const std::string name = value.cast<std::string>();
  for (const auto& [known, mode] : kModes) {
    if (name == known) {
      field = mode;
      return;
    }
  }
  throw UsageError("semantic_mode is '" + name + "'; choose one of automatic, labels, guide, colour");
}

void read(const py::handle& value, std::vector<std::string>& field) {
  if (py::isinstance<py::str>(value))
    field = {value.cast<std::string>()};
  else
    field = value.cast<std::vector<std::string>>();
}

void read(const py::handle& value, std::vector<Label>& field) {
  if (py::isinstance<py::str>(value)) {
    field = read_label_file(value.cast<std::string>());
    return;
  }
  if (!py::isinstance<py::dict>(value)) throw py::cast_error();
  field.clear();
  for (const auto& [name, colour] : value.cast<py::dict>())
    field.push_back({name.cast<std::string>(), colour.cast<std::array<float, 3>>()});
}

py::object show(const Size& field) {
  if (field == Size{}) return py::none();
  return py::make_tuple(field.width, field.height);
}

py::object show(const Wrap& field) {
  if (!field.any()) return py::str("none");
  return py::str(std::string(field.x ? "x" : "") + (field.y ? "y" : ""));
}

py::object show(const MapMode& field) {
  for (const auto& [known, mode] : kModes) {
    if (field == mode) return py::str(known);
  }
  return py::none();
}

py::object show(const std::vector<Label>& field) {
  if (field.empty()) return py::none();
  py::dict shown;
  for (const Label& label : field) shown[py::str(label.name)] = py::tuple(py::cast(label.colour));
  return shown;
}

}  // namespace doodle::python
