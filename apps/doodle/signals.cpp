#include "signals.h"

#include <unistd.h>

#include <csignal>
#include <cstring>

#include "doodle/error.h"

namespace doodle::cli {
namespace {

volatile std::sig_atomic_t signals_seen = 0;
const char* first_message = "";

void print(const char* text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

/// Only async-signal-safe calls in here.
void on_signal(int) {
  if (signals_seen != 0) _exit(static_cast<int>(ErrorCode::cancelled));
  signals_seen = 1;
  print("\ndoodle: ");
  print(first_message);
  print("; once more stops at once\n");
}

}  // namespace

void catch_interrupts(const char* message) {
  first_message = message;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  // Neither may interrupt the handling of the other, or one of two could be lost.
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return signals_seen != 0;
}

}  // namespace doodle::cli
