#pragma once

#include <functional>

namespace doodle::python {

/// A question for the library to ask during a call, on a thread without the interpreter: lets Python see its
/// signals some fifty times a second, so that Ctrl-C raises KeyboardInterrupt and ends the call. The answer
/// is always to go on.
std::function<bool()> signal_check();

/// Lets Python see its signals now; the thread holds the interpreter. Throws what their handlers raise.
void check_signals();

}  // namespace doodle::python
