// Files that libraries read for us: Keras's (HDF5) and MatConvNet's (matio).
#include <hdf5.h>
#include <matio.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/fuzz_importer.h"

/// HDF5 1.10 itself loses memory over some broken files: the leak check of AddressSanitizer does not ask us.
extern "C" int __lsan_is_turned_off();
int __lsan_is_turned_off() {
  return 1;
}

/// matio asks for as many elements as a broken struct promises, and copes when it does not get them: let
/// calloc answer null, as it does without AddressSanitizer.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}

namespace {

/// The one file that all inputs are written to; the libraries take paths.
const std::string& path() {
  static const std::string made =
      (std::filesystem::temp_directory_path() / ("doodle_fuzz_" + std::to_string(getpid()))).string();
  return made;
}

/// The bytes of the file, which is removed.
std::string take_file() {
  std::ifstream stream(path(), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  std::filesystem::remove(path());
  return bytes;
}

std::string hdf5_seed() {
  const hsize_t shape[] = {3, 3, 1, 2}, chunk[] = {3, 3, 1, 1};
  const float values[18] = {1, 2, 3};
  const hid_t file = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t group = H5Gcreate2(file, "conv", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(4, shape, nullptr), plan = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(plan, false);  // the same bytes in every run
  for (const char* name : {"kernel", "packed"}) {
    const hid_t dataset = H5Dcreate2(group, name, H5T_IEEE_F32LE, space, H5P_DEFAULT, plan, H5P_DEFAULT);
    H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    H5Dclose(dataset);
    H5Pset_chunk(plan, 4, chunk);
    H5Pset_deflate(plan, 6);
  }
  H5Pclose(plan);
  H5Sclose(space);
  H5Gclose(group);
  H5Fclose(file);
  return take_file();
}

std::string matlab_seed(matio_compression compression) {
  std::size_t one[] = {1, 1}, two[] = {1, 2}, kernel[] = {3, 3, 1, 2};
  float values[18] = {1, 2, 3};
  matvar_t* weights[] = {Mat_VarCreate(nullptr, MAT_C_SINGLE, MAT_T_SINGLE, 4, kernel, values, 0),
                         Mat_VarCreate(nullptr, MAT_C_SINGLE, MAT_T_SINGLE, 2, two, values, 0)};
  const char* fields[] = {"weights"};
  matvar_t* layer = Mat_VarCreateStruct("layer", 2, one, fields, 1);
  Mat_VarSetStructFieldByName(layer, "weights", 0,
                              Mat_VarCreate(nullptr, MAT_C_CELL, MAT_T_CELL, 2, two, weights, 0));
  mat_t* file = Mat_CreateVer(path().c_str(), "MATLAB 5.0 MAT-file", MAT_FT_MAT5);
  Mat_VarWrite(file, layer, compression);
  Mat_VarFree(layer);
  Mat_Close(file);
  return take_file();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reader = [](const std::string& bytes) {
    std::ofstream(path(), std::ios::binary) << bytes;
    return bytes.starts_with("MATLAB") ? doodle::read_matlab(path()) : doodle::read_hdf5(path());
  };
  try_importer(reader, data, size);
  std::filesystem::remove(path());
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {hdf5_seed(), matlab_seed(MAT_COMPRESSION_NONE), matlab_seed(MAT_COMPRESSION_ZLIB)};
}
