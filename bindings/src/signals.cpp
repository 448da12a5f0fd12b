#include "signals.h"

#include <pybind11/pybind11.h>

#include <chrono>

namespace doodle::python {

namespace py = pybind11;

std::function<bool()> signal_check() {
  using Clock = std::chrono::steady_clock;
  return [next = Clock::now()]() mutable {
    constexpr std::chrono::milliseconds pause(20);
    const Clock::time_point now = Clock::now();
    if (now < next) return true;
    next = now + pause;
    const py::gil_scoped_acquire acquire;
    check_signals();
    return true;
  };
}

void check_signals() {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

}  // namespace doodle::python
