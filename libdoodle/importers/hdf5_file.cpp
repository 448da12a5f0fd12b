#include <hdf5.h>

#include <utility>

#include "importers/readers.h"

namespace doodle {
namespace {

/// Something of the HDF5 library's that is to be closed.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {
    demand(id >= 0, "its HDF5 structure is broken, or newer than HDF5 {}.{} can read; is the file complete?",
           H5_VERS_MAJOR, H5_VERS_MINOR);
  }
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

constexpr std::size_t most_datasets = 10000;
constexpr hsize_t largest_chunk = 1 << 26;  ///< numbers

herr_t keep_dataset(hid_t, const char* name, const H5O_info_t* info, void* names) {
  auto& list = *static_cast<std::vector<std::string>*>(names);
  if (info->type == H5O_TYPE_DATASET) list.emplace_back(name);
  return list.size() > most_datasets ? 1 : 0;
}

/// Refuses what could lead outside the file or to absurd allocations: data in other files, huge chunks.
void check_storage(const Handle& dataset, const std::string& name) {
  const Handle plan(H5Dget_create_plist(dataset), H5Pclose);
  demand(H5Pget_external_count(plan) <= 0, "{} lies in another file", quoted_name(name));
  if (H5Pget_layout(plan) == H5D_CHUNKED) {
    hsize_t sides[H5S_MAX_RANK] = {};
    const int rank = H5Pget_chunk(plan, H5S_MAX_RANK, sides);
    hsize_t count = 1;
    for (int d = 0; d < rank; ++d)
      demand(!__builtin_mul_overflow(count, sides[d], &count) && count <= largest_chunk,
             "{} is in pieces larger than any network", quoted_name(name));
  }
}

std::vector<std::int64_t> read_shape(const Handle& dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space);
  demand(rank >= 0 && rank <= H5S_MAX_RANK, "its HDF5 structure is broken");
  hsize_t sides[H5S_MAX_RANK] = {};
  H5Sget_simple_extent_dims(space, sides, nullptr);
  std::vector<std::int64_t> shape;
  for (int d = 0; d < rank; ++d) {
    demand(sides[d] < (hsize_t{1} << 40), "its HDF5 structure is broken");
    shape.push_back(static_cast<std::int64_t>(sides[d]));
  }
  return shape;
}

void add_dataset(const Handle& file, const std::string& name, ModelArrays& arrays) {
  const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  const Handle type(H5Dget_type(dataset), H5Tclose);
  const std::vector<std::int64_t> shape = read_shape(dataset);
  if (H5Tget_class(type) != H5T_FLOAT || !ModelArrays::wanted(shape)) return arrays.add(name, shape, {});
  check_storage(dataset, name);
  arrays.reserve(shape);
  std::vector<float> values(static_cast<std::size_t>(ModelArrays::count(shape)));
  demand(H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
         "{} cannot be read", quoted_name(name));
  arrays.add(name, shape, std::move(values));
}

}  // namespace

ModelArrays read_hdf5(const std::string& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors are told by exceptions, not on stderr
  H5PLset_loading_state(0);                     // no code from elsewhere, whatever filter a file names
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  std::vector<std::string> names;
  const herr_t status = H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, keep_dataset, &names, H5O_INFO_BASIC);
  demand(status >= 0, "its HDF5 structure is broken");
  demand(status == 0, "it holds more arrays than any network");
  ModelArrays arrays;
  arrays.format = "HDF5 (Keras)";
  for (const std::string& name : names) add_dataset(file, name, arrays);
  return arrays;
}

}  // namespace doodle
