// Keras's files, written with the HDF5 library.
#include <hdf5.h>

#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

class Hdf5 : public testing::WeightsFolder {
 protected:
  /// A file of datasets by path, groups made as needed, of known values.
  std::string make_file(const std::vector<std::pair<std::string, std::vector<hsize_t>>>& datasets,
                        hid_t plan = H5P_DEFAULT) const {
    const std::string path = (folder_ / "made.h5").string();
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    for (const auto& [name, shape] : datasets) {
      const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
      const hid_t dataset = H5Dcreate2(file, name.c_str(), H5T_IEEE_F32LE, space, links, plan, H5P_DEFAULT);
      std::vector<float> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = testing::known_value(i);
      EXPECT_GE(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
      H5Dclose(dataset);
      H5Sclose(space);
    }
    H5Pclose(links);
    EXPECT_GE(H5Fclose(file), 0);
    return path;
  }
};

TEST_F(Hdf5, gives_the_arrays_of_keras_1) {
  const ModelArrays file = read_model_arrays(make_file({{"block1_conv1/block1_conv1_W_1:0", {4, 3, 3, 3}},
                                                        {"block1_conv1/block1_conv1_b_1:0", {4}},
                                                        {"fc1/fc1_W_1:0", {5, 7}}}));
  EXPECT_EQ(file.format, "HDF5 (Keras)");
  testing::expect_small(file);
  EXPECT_EQ(file.arrays().front().name, "block1_conv1/block1_conv1_W_1:0");
}

TEST_F(Hdf5, gives_the_arrays_of_keras_2) {
  const ModelArrays file =
      read_model_arrays(make_file({{"model_weights/block1_conv1/block1_conv1/kernel:0", {4, 3, 3, 3}},
                                   {"model_weights/block1_conv1/block1_conv1/bias:0", {4}}}));
  testing::expect_small(file);
}

TEST_F(Hdf5, gives_arrays_in_compressed_pieces) {
  const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {2};
  H5Pset_chunk(plan, 1, chunk);
  H5Pset_deflate(plan, 6);
  const ModelArrays file = read_model_arrays(make_file({{"bias", {4}}}, plan));
  H5Pclose(plan);
  EXPECT_THAT(file.arrays().front().values, ::testing::ElementsAre(-1.875f, -1.8125f, -1.75f, -1.6875f));
}

TEST_F(Hdf5, does_not_follow_data_into_other_files) {
  const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(plan, (folder_ / "secret").string().c_str(), 0, 16);
  const std::string path = make_file({{"bias", {4}}}, plan);
  H5Pclose(plan);
  EXPECT_THAT(refusal(path), HasSubstr("another file"));
}

TEST_F(Hdf5, refuses_files_that_end_early) {
  const std::string bytes = bytes_of(make_file({{"a/kernel:0", {4, 3, 3, 3}}, {"a/bias:0", {4}}}));
  for (std::size_t length = 8; length < bytes.size(); length += 97)
    EXPECT_NE(refusal(write("short.h5", bytes.substr(0, length))), "") << length;
}

TEST_F(Hdf5, withstands_changed_bytes) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "HDF5 1.10 itself loses memory over some broken files, which the leak check would report";
#endif
  const std::string bytes = bytes_of(make_file({{"a/kernel:0", {4, 3, 3, 3}}, {"a/bias:0", {4}}}));
  int refused = 0;
  for (std::size_t at = 8; at < bytes.size(); at += 7)
    for (const char value : {'\0', '\x01', '\xff'}) {
      std::string changed = bytes;
      changed[at] = value;
      try {
        read_model_arrays(write("changed", changed));
      } catch (const ModelMissing&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 2);
}

}  // namespace
}  // namespace doodle
