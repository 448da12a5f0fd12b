// Pickles of NumPy's arrays, and PyTorch's files before 1.6.
#include "fuzz/fuzz_importer.h"

using namespace std::string_literals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_importer(doodle::read_pickle_file, data, size);
  try_importer(
      [](const std::string& bytes) {
        return doodle::read_torch_legacy(std::string(doodle::torch_legacy_magic) + bytes);
      },
      data, size);
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  const std::string array =
      "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1K\2\x85"
      "cnumpy\ndtype\nU\2f4K\0K\1\x87R(K\3U\1<NNNK\0K\0K\0tb\x89U\x08"
      "abcdefghtb"s;
  const std::string tensor =
      "ctorch._utils\n_rebuild_tensor_v2\n(("
      "U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\2NtQK\0K\2\x85K\1\x85\x89"
      "ccollections\nOrderedDict\n)RtR"s;
  return {"\x80\2"s + array + ".", "\x80\2}q\1(U\1aq\2" + array + "q\3U\1bh\3u.",
          "\x80\4\x95\0\0\0\0\0\0\0\0]\x94(K\1\x8c\1a\x94\x88"
          "e."s,
          "(lp0\nI1\naS'a\\x00'\naV\\u0041\naL7L\naF1.5\nag0\na.",
          "\x80\2K\1.\x80\2}.\x80\2" + tensor + ".\x80\2]U\0010a.\2\0\0\0\0\0\0\0abcdefgh"s};
}
