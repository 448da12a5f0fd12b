#pragma once

#include <string>
#include <string_view>

#include "archive/zip_archive.h"
#include "importers/arrays.h"

namespace doodle {

/// One function per format. Each reads the arrays of a file and throws BrokenFile, with the reason, when it
/// is not sound. None executes anything, and none allocates much more than the file's own size, but that
/// matio takes what a forged MATLAB file asks for.
///@{
ModelArrays read_torch_zip(std::string_view bytes);     ///< PyTorch from 1.6 on
ModelArrays read_torch_legacy(std::string_view bytes);  ///< PyTorch before
ModelArrays read_npz(std::string_view bytes);
ModelArrays read_npy(std::string_view bytes);          ///< also with a pickled dictionary inside
ModelArrays read_pickle_file(std::string_view bytes);  ///< of NumPy's arrays
ModelArrays read_bzip2(std::string_view bytes);        ///< a pickle or .npy in bzip2
ModelArrays read_caffemodel(std::string_view bytes);
ModelArrays read_hdf5(const std::string& path);
ModelArrays read_matlab(const std::string& path);
ModelArrays read_safetensors(const std::string& path);
///@}

/// Tells the format by the first bytes, not the name, and reads the file. Throws ModelMissing, naming the
/// file and the reason, when it is not there or not sound.
ModelArrays read_model_arrays(const std::string& path);

/// The start of the file of PyTorch before 1.6: a pickled number.
inline constexpr std::string_view torch_legacy_magic{"\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.", 15};

/// The bytes that bzip2 packed. Throws BrokenFile when they are broken or out of proportion.
std::string unpack_bzip2(std::string_view packed);

/// Throws BrokenFile when a packed part promises more than weights can: they hardly shrink.
void check_ratio(std::uint64_t packed, std::uint64_t unpacked);

/// The zip archives of PyTorch and NumPy.
inline constexpr ZipLimits weight_archive{10000, "its zip archive has more entries than any network",
                                          check_ratio};

}  // namespace doodle
