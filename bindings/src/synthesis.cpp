#include <pybind11/stl.h>

#include "arrays.h"
#include "bind.h"
#include "doodle/error.h"
#include "doodle/variations.h"
#include "doodle/world.h"
#include "keyword_names.h"
#include "options.h"
#include "signals.h"

namespace doodle::python {
namespace {

const char* stage_name(Stage stage) {
  switch (stage) {
    case Stage::prepare:
      return "prepare";
    case Stage::vote:
      return "vote";
    case Stage::refine:
      return "refine";
    case Stage::finish:
      break;
  }
  return "finish";
}

/// A report as Python sees it. It may outlive the call, the picture behind it not.
struct Event {
  explicit Event(const Progress& report) : progress(report), notices(with_keyword_names(report.notices)) {
    progress.notices = {};
  }

  Progress progress;
  std::vector<std::string> notices;
  bool alive = true;

  std::optional<Image> image() const {
    if (!alive) throw UsageError("the picture of a progress event is there during the call alone");
    if (!progress.image) return std::nullopt;
    return progress.image();
  }
};

/// Reports to a Python callable, which cancels with False, and lets Python see its signals: Ctrl-C raises
/// KeyboardInterrupt here, which ends the run.
ProgressCallback callback_for(const py::object& report) {
  return [&report](const Progress& progress) {
    const py::gil_scoped_acquire acquire;
    check_signals();
    if (report.is_none()) return true;
    const auto event = std::make_shared<Event>(progress);
    py::object answer;
    try {
      answer = report(event);
    } catch (...) {
      event->alive = false;
      throw;
    }
    event->alive = false;
    if (answer.is_none()) return true;
    const int truth = PyObject_IsTrue(answer.ptr());
    if (truth < 0) throw py::error_already_set();
    return truth != 0;
  };
}

/// Which of several variations: its number from 1, whether they share their borders, and the first, where it
/// is another.
using Variation = std::tuple<int, bool, std::optional<Image>>;

PaintRequest varied(const PaintRequest& request, const Variation& which) {
  const auto& [number, shared, first] = which;
  return shared ? bordered_variation(request, number, first.value_or(Image{})) : variation(request, number);
}

PaintResult run_paint(PaintRequest request, const std::optional<Variation>& which, const py::dict& options,
                      const py::object& report) {
  request.options = paint_options_from(options);
  if (which) request = varied(request, *which);
  const ProgressCallback progress = callback_for(report);
  const py::gil_scoped_release release;
  return paint(request, progress);
}

PaintResult run_style(StyleRequest request, const py::dict& options, const py::object& report) {
  request.options = style_options_from(options);
  const ProgressCallback progress = callback_for(report);
  const py::gil_scoped_release release;
  return transfer_style(request, progress);
}

PaintResult run_upscale(UpscaleRequest request, const py::dict& options, const py::object& report) {
  request.options = upscale_options_from(options);
  const ProgressCallback progress = callback_for(report);
  const py::gil_scoped_release release;
  return upscale(request, progress);
}

using OptionalImage = std::optional<Image>;
using GuideTuples = std::vector<std::tuple<std::vector<Image>, Image, double>>;
using LabelTuples = std::vector<std::pair<std::string, std::array<float, 3>>>;

/// The picture with what is known of it, as paint() returns it. `settings` are scale, border and chunk.
PaintResult run_world(Image map, const LabelTuples& labels, std::vector<std::pair<Image, Image>> styles,
                      const std::tuple<int, double, int>& settings, const std::string& work,
                      const py::dict& options, const py::object& report) {
  WorldRequest request{std::move(map), {}, {}, {}};
  for (const auto& [name, colour] : labels) request.labels.push_back({name, colour});
  for (auto& [image, labelled] : styles) request.styles.push_back({std::move(image), std::move(labelled)});
  std::tie(request.options.scale, request.options.border, request.options.chunk) = settings;
  request.options.paint = paint_options_from(options);
  const ProgressCallback progress = callback_for(report);
  const py::gil_scoped_release release;
  const WorldResult world = paint_world(request, work, progress);
  PaintResult result;
  result.image = load_world(work);
  result.cancelled = world.cancelled;
  result.notices = world.notices;
  result.planned_bytes = world.planned_bytes;
  result.parameters = world.parameters;
  return result;
}

void bind_progress(py::module_& module) {
  py::class_<Event, std::shared_ptr<Event>> event(module, "Event");
  const auto add = [&event](const char* name, auto Progress::*field) {
    event.def_property_readonly(name, [field](const Event& e) { return e.progress.*field; });
  };
  add("phase", &Progress::phase);
  add("phases", &Progress::phases);
  add("step", &Progress::step);
  add("steps", &Progress::steps);
  add("fraction", &Progress::fraction);
  add("loss", &Progress::loss);
  add("seconds", &Progress::seconds);
  add("seconds_left", &Progress::seconds_left);
  event.def_property_readonly("stage", [](const Event& e) { return stage_name(e.progress.stage); });
  event.def_readonly("notices", &Event::notices);
  event.def("image", &Event::image);
}

void bind_result(py::module_& module) {
  py::class_<PhaseReport>(module, "PhaseReport")
      .def_property_readonly("size",
                             [](const PhaseReport& r) { return py::make_tuple(r.size.width, r.size.height); })
      .def_readonly("evaluations", &PhaseReport::evaluations)
      .def_readonly("loss", &PhaseReport::loss)
      .def_readonly("seconds", &PhaseReport::seconds)
      .def_readonly("found", &PhaseReport::found)
      .def("__repr__", [](const PhaseReport& r) {
        return py::str("<{}x{}: {} evaluations, loss {:.4g}, {:.2f} s>")
            .format(r.size.width, r.size.height, r.evaluations, r.loss, r.seconds);
      });
  py::class_<PaintResult>(module, "Result")
      .def_readonly("image", &PaintResult::image)
      .def_readonly("cancelled", &PaintResult::cancelled)
      .def_readonly("phases", &PaintResult::phases)
      .def_property_readonly("notices", [](const PaintResult& r) { return with_keyword_names(r.notices); })
      .def_readonly("parameters", &PaintResult::parameters)
      .def_property_readonly("uses",
                             [](const PaintResult& r) {
                               std::vector<std::pair<double, double>> uses;
                               for (const StyleUse& use : r.uses) uses.emplace_back(use.share, use.coverage);
                               return uses;
                             })
      .def_readonly("sources", &PaintResult::sources);
}

}  // namespace

void bind_synthesis(py::module_& module) {
  bind_progress(module);
  bind_result(module);
  module.def(
      "paint",
      [](std::vector<std::tuple<Image, OptionalImage, OptionalImage, double>> styles,
         OptionalImage target_map, OptionalImage content, OptionalImage seed, OptionalImage inpaint,
         OptionalImage mask_of_it, const GuideTuples& guides, const std::optional<Variation>& variation,
         const py::dict& options, const py::object& report) {
        PaintRequest request{{}, std::move(target_map), std::move(content),   std::move(seed),
                             {}, std::move(inpaint),    std::move(mask_of_it)};
        for (const auto& [images, target, weight] : guides)
          request.guides.push_back({images, target, weight});
        for (auto& [image, map, mask, weight] : styles)
          request.styles.push_back({std::move(image), std::move(map), std::move(mask), weight});
        return run_paint(std::move(request), variation, options, report);
      },
      py::arg("styles"), py::arg("target_map"), py::arg("content"), py::arg("seed"), py::arg("inpaint"),
      py::arg("mask"), py::arg("guides"), py::arg("variation"), py::arg("options"), py::arg("progress"));
  module.def("world", &run_world, py::arg("map"), py::arg("labels"), py::arg("styles"), py::arg("settings"),
             py::arg("work"), py::arg("options"), py::arg("progress"));
  py::class_<Animation, std::shared_ptr<Animation>>(module, "Animation").def(py::init<>());
  module.def(
      "upscale",
      [](const Image& art, std::vector<Image> photos, std::shared_ptr<Animation> animation,
         const py::dict& options, const py::object& report) {
        return run_upscale({art, std::move(photos), std::move(animation), {}}, options, report);
      },
      py::arg("art"), py::arg("photos"), py::arg("animation"), py::arg("options"), py::arg("progress"));
  module.def(
      "style",
      [](const Image& content, std::vector<std::tuple<Image, OptionalImage, double>> styles,
         OptionalImage target_map, OptionalImage seed, const py::dict& options, const py::object& report) {
        StyleRequest request{content, {}, std::move(target_map), std::move(seed), {}};
        for (auto& [image, map, weight] : styles)
          request.styles.push_back({std::move(image), std::move(map), weight});
        return run_style(std::move(request), options, report);
      },
      py::arg("content"), py::arg("styles"), py::arg("target_map"), py::arg("seed"), py::arg("options"),
      py::arg("progress"));
}

}  // namespace doodle::python
