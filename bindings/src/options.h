#pragma once

#include <pybind11/pybind11.h>

#include "doodle/options.h"
#include "doodle/style.h"
#include "doodle/upscale.h"

namespace doodle::python {

namespace py = pybind11;

/// Options from keywords, named as on the command line with underscores; `quality` chooses what they start
/// from. Throws UsageError for a name that does not exist and TypeError for a value of the wrong type.
PaintOptions paint_options_from(const py::dict& keywords);
/// The same for upscale().
UpscaleOptions upscale_options_from(const py::dict& keywords);
StyleOptions style_options_from(const py::dict& keywords);

}  // namespace doodle::python
