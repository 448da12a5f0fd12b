// Zip archives: PyTorch's files from 1.6 on, and NumPy's .npz.
#include <zip.h>

#include "fuzz/fuzz_importer.h"

using namespace std::string_literals;

namespace {

/// A zip archive of two entries.
std::string zip_of(const std::string& first, const std::string& bytes, const std::string& second,
                   const std::string& more) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  zip_file_add(zip, first.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
  zip_file_add(zip, second.c_str(), zip_source_buffer(zip, more.data(), more.size(), 0), 0);
  zip_close(zip);
  zip_stat_t stat;
  zip_source_stat(target, &stat);
  std::string archive(stat.size, '\0');
  zip_source_open(target);
  zip_source_read(target, archive.data(), archive.size());
  zip_source_close(target);
  zip_source_free(target);
  return archive;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_importer(doodle::read_torch_zip, data, size);
  try_importer(doodle::read_npz, data, size);
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  const std::string tensor =
      "\x80\2"
      "ctorch._utils\n_rebuild_tensor_v2\n(("
      "U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\2tQK\0K\2\x85K\1\x85"
      "\x89"
      "ccollections\nOrderedDict\n)RtR."s;
  const std::string npy =
      "\x93NUMPY\1\0\x3c\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\nabcdefgh"s;
  return {zip_of("a/data.pkl", tensor, "a/data/0", "abcdefgh"), zip_of("a.npy", npy, "b.npy", npy)};
}
