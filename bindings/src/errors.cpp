#include <new>

#include "bind.h"
#include "doodle/error.h"
#include "keyword_names.h"

namespace doodle::python {
namespace {

/// The classes are of two families each: ours, and Python's own that says the same. They live as long as the
/// process.
struct Classes {
  PyObject *error, *usage, *bad_input, *model_missing, *out_of_memory, *device_missing;
};
Classes classes;

PyObject* add_class(py::module_& module, const char* name, const char* doc, py::object bases) {
  PyObject* made =
      PyErr_NewExceptionWithDoc(("doodle." + std::string(name)).c_str(), doc, bases.ptr(), nullptr);
  if (made == nullptr) throw py::error_already_set();
  module.attr(name) = py::reinterpret_borrow<py::object>(made);
  return made;
}

PyObject* class_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return classes.usage;
    case ErrorCode::bad_input:
      return classes.bad_input;
    case ErrorCode::model_missing:
      return classes.model_missing;
    case ErrorCode::out_of_memory:
      return classes.out_of_memory;
    case ErrorCode::device_missing:
      return classes.device_missing;
    case ErrorCode::internal:
    case ErrorCode::cancelled:
      break;
  }
  return classes.error;
}

}  // namespace

void bind_errors(py::module_& module) {
  const auto borrowed = [](PyObject* object) { return py::reinterpret_borrow<py::object>(object); };
  classes.error = add_class(module, "DoodleError", "The root of every exception of this package.",
                            borrowed(PyExc_Exception));
  const auto with = [&](PyObject* other) { return py::make_tuple(borrowed(classes.error), borrowed(other)); };
  classes.usage =
      add_class(module, "UsageError", "An option that is out of its range or contradicts another.",
                with(PyExc_ValueError));
  classes.bad_input =
      add_class(module, "BadInput", "A file or an array that is missing, broken or of the wrong shape.",
                with(PyExc_ValueError));
  classes.model_missing = add_class(module, "ModelMissing", "A network that is not there or cannot be read.",
                                    with(PyExc_LookupError));
  classes.out_of_memory =
      add_class(module, "OutOfMemory", "No memory left, or more needed than the budget allows.",
                with(PyExc_MemoryError));
  classes.device_missing = add_class(
      module, "DeviceMissing", "A device that was asked for by name and is absent.", with(PyExc_LookupError));
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& error) {
      PyErr_SetString(class_of(error.code()), with_keyword_names(error.what()).c_str());
    } catch (const std::bad_alloc&) {
      PyErr_SetString(classes.out_of_memory, "out of memory; try a smaller output_size or smaller pictures");
    }
  });
}

}  // namespace doodle::python
