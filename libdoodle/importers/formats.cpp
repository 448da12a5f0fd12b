#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "features/vgg_network.h"
#include "importers/readers.h"

namespace doodle {
namespace {

/// VGG-19 with its classifier takes 575 MB.
constexpr std::uintmax_t largest_file = std::uintmax_t{2} << 30;

std::string read_start(const std::string& path) {
  std::error_code ignored;
  require<ModelMissing>(std::filesystem::is_regular_file(path, ignored),
                        "the model file {} does not exist or is not a file", path);
  std::ifstream stream(path, std::ios::binary);
  std::string start(512, '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  require<ModelMissing>(stream.is_open() && !stream.bad(), "the model file {} cannot be read", path);
  start.resize(static_cast<std::size_t>(stream.gcount()));
  return start;
}

std::string read_whole(const std::string& path) {
  const std::uintmax_t size = std::filesystem::file_size(path);
  demand(size <= largest_file, "it is larger than any VGG, {} bytes", size);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  demand(static_cast<bool>(stream), "it cannot be read to its end");
  return bytes;
}

/// PyTorch's and NumPy's files are both zip archives.
ModelArrays read_zip(std::string_view bytes) {
  const ZipArchive archive(bytes, weight_archive);
  for (const ZipEntry& entry : archive.entries()) {
    const std::string& name = entry.name;
    if (name == "data.pkl" || name.ends_with("/data.pkl")) return read_torch_zip(bytes);
    if (name.ends_with(".npy")) return read_npz(bytes);
  }
  throw BrokenFile("its zip archive holds neither PyTorch's data.pkl nor NumPy's .npy");
}

bool is_safetensors(std::string_view start) {
  return start.size() > 8 && start[8] == '{' && start[7] == 0;
}

/// A pickle of protocol 2 on, or a list or dictionary of protocol 0 or 1.
bool is_pickle(std::string_view start) {
  return (start.size() > 1 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5) ||
         start.starts_with("(lp") || start.starts_with("(dp") || start.starts_with("]q") ||
         start.starts_with("}q");
}

/// Caffe's NetParameter begins with its name, or with a layer.
bool is_caffemodel(std::string_view start) {
  return start.starts_with('\x0a') || start.starts_with('\x12');
}

[[noreturn]] void refuse_unknown(std::string_view start) {
  demand(!start.empty(), "it is empty");
  demand(!start.starts_with("version https://git-lfs"),
         "it is a pointer of Git LFS in the place of the file; fetch that with `git lfs pull`");
  demand(!start.starts_with('<'), "it is a web page, so its download went wrong; fetch it again");
  throw BrokenFile(
      "its format is not known; .pth, .h5, .npz, .npy, .pkl, .pkl.bz2, .mat, .caffemodel and .safetensors "
      "are");
}

ModelArrays read_any(const std::string& path, std::string_view start) {
  if (start.starts_with("\x89HDF\r\n\x1a\n")) return read_hdf5(path);
  if (start.starts_with("MATLAB ")) return read_matlab(path);
  if (start.starts_with("PK\x03\x04")) return read_zip(read_whole(path));
  if (start.starts_with(torch_legacy_magic)) return read_torch_legacy(read_whole(path));
  if (start.starts_with("\x93NUMPY")) return read_npy(read_whole(path));
  if (start.starts_with("BZh")) return read_bzip2(read_whole(path));
  if (is_safetensors(start)) return read_safetensors(path);
  if (is_pickle(start)) return read_pickle_file(read_whole(path));
  if (is_caffemodel(start)) return read_caffemodel(read_whole(path));
  refuse_unknown(start);
}

}  // namespace

void check_ratio(std::uint64_t packed, std::uint64_t unpacked) {
  // Trained weights shrink by a tenth; 64 leaves room for what tests and tools write.
  constexpr std::uint64_t most_ratio = 64, always_allowed = 4u << 20;
  demand(unpacked <= largest_file && (unpacked <= always_allowed || unpacked / most_ratio <= packed),
         "it unpacks {} bytes to {}, which weights cannot", packed, unpacked);
}

ModelArrays read_safetensors(const std::string& path) {
  Safetensors file(path);
  ModelArrays arrays;
  arrays.format = "safetensors";
  arrays.licence = file.metadata("license");
  arrays.source = file.metadata("source");
  for (const std::string& name : file.names()) {
    const bool wanted = ModelArrays::wanted(file.shape(name));
    if (wanted) arrays.reserve(file.shape(name));
    arrays.add(name, file.shape(name), wanted ? file.read(name) : std::vector<float>{});
  }
  if (file.metadata().contains("channel_order")) {
    const NetworkSpec network = read_vgg_network(file, {});
    arrays.stated = {network.bgr, network.scale < 1 ? 1.0f : 255.0f, network.mean, network.deviation};
  }
  return arrays;
}

ModelArrays read_model_arrays(const std::string& path) {
  const std::string start = read_start(path);
  try {
    return read_any(path, start);
  } catch (const BrokenFile& reason) {
    throw ModelMissing(fmt::format("{} cannot be imported: {}", path, reason.what()));
  }
}

}  // namespace doodle
