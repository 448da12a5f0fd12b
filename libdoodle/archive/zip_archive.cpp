#include "archive/zip_archive.h"

#include <sys/stat.h>
#include <zip.h>

#include <algorithm>

namespace doodle {
namespace {

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

/// False for an entry without a name or sizes.
bool describe(zip_t* zip, zip_uint64_t index, ZipEntry& entry) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if (zip_stat_index(zip, index, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & needed) != needed) return false;
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  zip_file_get_external_attributes(zip, index, 0, &system, &attributes);
  entry = {stat.name, stat.comp_size, stat.size, system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16)};
  return true;
}

}  // namespace

struct ZipArchive::Handle {
  zip_t* zip = nullptr;
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
};

ZipArchive::ZipArchive(std::string_view bytes, const ZipLimits& limits)
    : handle_(std::make_unique<Handle>()), limits_(limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) handle_->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (handle_->zip == nullptr && source != nullptr) zip_source_free(source);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  demand(handle_->zip != nullptr, "its zip archive is broken ({}); is the file complete?", reason);
  const zip_int64_t count = zip_get_num_entries(handle_->zip, 0);
  demand(count <= limits_.most_entries, "{}", limits_.too_many);
  for (zip_int64_t i = 0; i < count; ++i) {
    ZipEntry entry;
    if (describe(handle_->zip, static_cast<zip_uint64_t>(i), entry)) entries_.push_back(std::move(entry));
  }
}

ZipArchive::~ZipArchive() = default;

std::string ZipArchive::read(const std::string& name) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  const bool known = zip_stat(handle_->zip, name.c_str(), ZIP_FL_ENC_RAW, &stat) == 0 &&
                     (stat.valid & ZIP_STAT_SIZE) != 0 && (stat.valid & ZIP_STAT_COMP_SIZE) != 0;
  demand(known, "its zip archive has no entry {}", quoted_name(name));
  limits_.check_size(stat.comp_size, stat.size);
  const std::unique_ptr<zip_file_t, FileCloser> file(zip_fopen(handle_->zip, name.c_str(), ZIP_FL_ENC_RAW));
  demand(file != nullptr, "the entry {} of its zip archive cannot be opened ({})", quoted_name(name),
         zip_strerror(handle_->zip));
  std::string bytes(stat.size, '\0');
  std::size_t done = 0;
  // One byte more than there should be: at the end libzip compares the checksum.
  for (char extra = 0;;) {
    const bool full = done == bytes.size();
    const zip_int64_t got = zip_fread(file.get(), full ? &extra : bytes.data() + done,
                                      full ? 1 : std::min<std::size_t>(bytes.size() - done, 1 << 20));
    demand(got >= 0 && !(full && got > 0) && (full || got > 0), "the entry {} of its zip archive is broken",
           quoted_name(name));
    if (full) return bytes;
    done += static_cast<std::size_t>(got);
  }
}

}  // namespace doodle
