// Takes the place of the readers whose libraries were left out of this build (DOODLE_IMPORTERS=OFF).
#include "importers/readers.h"

namespace doodle {
namespace {

[[noreturn]] void refuse(const char* format) {
  throw BrokenFile(fmt::format(
      "this build cannot read {}; build with DOODLE_IMPORTERS=ON, or convert it elsewhere", format));
}

}  // namespace

std::string unpack_bzip2(std::string_view) {
  refuse("bzip2 (.bz2)");
}
ModelArrays read_hdf5(const std::string&) {
  refuse("HDF5 (.h5)");
}
ModelArrays read_matlab(const std::string&) {
  refuse("MATLAB's format (.mat)");
}

}  // namespace doodle
