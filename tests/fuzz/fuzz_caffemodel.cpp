// Caffe's .caffemodel.
#include "fuzz/fuzz_importer.h"

using namespace std::string_literals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_importer(doodle::read_caffemodel, data, size);
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  // A name; a layer `a` with a blob of shape 2; one of sides 1 x 1 x 1 x 2; one number by number.
  return {
      "\x0a\3net\xa2\6\x13\x0a\1a\x3a\x0e\x3a\3\x0a\1\2\x2a\x08"
      "abcdefgh\0\0"s,
      "\x12\x17\x22\1a\x32\x12\x08\1\x10\1\x18\1\x20\2\x2a\x08"
      "abcdefgh"s,
      "\x12\x11\x22\1a\x32\x0c\x20\2\x2d"
      "abcd\x2d"
      "efgh"s};
}
