// bzip2, and the pickle within.
#include <bzlib.h>

#include "fuzz/fuzz_importer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_importer(doodle::read_bzip2, data, size);
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  std::string text = "\x80\2](K\1K\2e.", packed(1024, '\0');
  auto length = static_cast<unsigned>(packed.size());
  BZ2_bzBuffToBuffCompress(packed.data(), &length, text.data(), static_cast<unsigned>(text.size()), 1, 0, 0);
  return {packed.substr(0, length)};
}
