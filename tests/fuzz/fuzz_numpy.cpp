// NumPy's .npy.
#include "fuzz/fuzz_importer.h"

using namespace std::string_literals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_importer(doodle::read_npy, data, size);
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  const auto file = [](const std::string& header, const std::string& values) {
    return "\x93NUMPY\1\0"s + static_cast<char>(header.size()) + '\0' + header + values;
  };
  return {file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n", "abcdefgh"),
          file("{'descr': '>f2', 'fortran_order': True, 'shape': (1, 1, 2, 2), }\n", "abcdefgh"),
          file("{'descr': '|O', 'fortran_order': False, 'shape': (), }\n", "\x80\2}U\1aK\1s.")};
}
