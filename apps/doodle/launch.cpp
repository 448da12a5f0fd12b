// `doodle`: becomes doodle-program, which lies beside it, after setting how long its threads wait for each
// other.
//
// At the end of every parallel loop libgomp lets threads spin for milliseconds before they sleep. On a
// machine that does other work, a thread that has to be waited for may have lost its processor, and the
// spinning one keeps it from getting another (docs/decisions/0017-short-waits.md). libgomp reads how long to
// spin when it is loaded, before main(): so there has to be a program before the program.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

int main(int, char** argv) {
  // A few microseconds, unless the user says how to wait.
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", 0);
  std::error_code error;
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path program = here.parent_path() / "doodle-program";
  execv(program.c_str(), argv);
  std::fprintf(stderr, "doodle: %s cannot be started: %s; is the installation complete?\n", program.c_str(),
               std::strerror(errno));
  return EXIT_FAILURE;
}
