#pragma once

namespace doodle::cli {

/// From now on the first SIGINT or SIGTERM sets a flag and the second ends the process at once with status
/// 130.
void catch_interrupts();

/// Whether a signal has come.
bool interrupted();

}  // namespace doodle::cli
