#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "doodle/synthesis.h"
#include "files.h"
#include "json.h"
#include "map_files.h"
#include "options.h"

namespace doodle::cli {

/// Every option of PaintOptions under its name on the command line.
Json describe_options(const PaintArguments& arguments, const PaintOptions& options);

/// The files that a picture is made from and goes to, as they were named.
Json describe_files(const PaintArguments& arguments, const MapFiles& maps);

/// What --json prints and --sidecar writes. `seconds` is the whole run, reading and writing included.
Json describe_result(const PaintArguments& arguments, const PaintResult& result, double seconds);

/// The text that goes into the picture's file: how it was made, and from which files.
std::map<std::string, std::string> picture_text(const PaintArguments& arguments, const MapFiles& maps,
                                                const PaintResult& result);

/// Throws BadInput when the picture, the source map or the sidecar could not be written, see check_output(),
/// or one of the first two is among `inputs` or the styles.
void check_outputs(const PaintArguments& arguments, Inputs inputs);

/// Writes --save-map where it was asked for. Returns notices for the user.
std::vector<std::string> save_sources(const PaintArguments& arguments, const PaintResult& result);

/// What --dry-run prints: files and plans, then the options, as --json or for people.
void print_plan(bool json, Json plan, const Json& options);

/// Notices for the user, on stderr, unless quiet.
void print_notices(bool quiet, std::span<const std::string> notices);

/// Prints notices as print_notices() does, each once in a run: what a run's first report says, its result
/// repeats.
class NoticePrinter {
 public:
  explicit NoticePrinter(bool quiet) : quiet_(quiet) {}
  void print(std::span<const std::string> notices);

 private:
  bool quiet_;
  std::set<std::string> printed_;
};

/// The picture's path on stdout; unless quiet its size and the time it took on stderr.
void print_result(bool quiet, const std::string& output, const PaintResult& result, double seconds);

/// With --sidecar, writes the report beside the picture.
void write_sidecar(const PaintArguments& arguments, const Json& report);

/// The most memory that this process has held, in bytes.
long long peak_memory();

}  // namespace doodle::cli
