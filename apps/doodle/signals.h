#pragma once

namespace doodle::cli {

/// From now on the first SIGINT or SIGTERM sets a flag and the second ends the process at once with status
/// 130.
/// `message`, one line that lives as long as the program, is printed at the first.
void catch_interrupts(const char* message = "stopping after this step and saving the picture");

/// Whether a signal has come.
bool interrupted();

}  // namespace doodle::cli
