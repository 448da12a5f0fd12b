#include "importers/zip_archive.h"

#include <zip.h>

#include <algorithm>

#include "importers/readers.h"

namespace doodle {
namespace {

constexpr zip_int64_t most_entries = 10000;

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

struct ZipArchive::Handle {
  zip_t* zip = nullptr;
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
};

ZipArchive::ZipArchive(std::string_view bytes) : handle_(std::make_unique<Handle>()) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) handle_->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (handle_->zip == nullptr && source != nullptr) zip_source_free(source);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  demand(handle_->zip != nullptr, "its zip archive is broken ({}); is the file complete?", reason);
  const zip_int64_t count = zip_get_num_entries(handle_->zip, 0);
  demand(count <= most_entries, "its zip archive has more entries than any network");
  for (zip_int64_t i = 0; i < count; ++i)
    if (const char* name = zip_get_name(handle_->zip, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW))
      names_.emplace_back(name);
}

ZipArchive::~ZipArchive() = default;

std::string ZipArchive::read(const std::string& name) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  const bool known = zip_stat(handle_->zip, name.c_str(), ZIP_FL_ENC_RAW, &stat) == 0 &&
                     (stat.valid & ZIP_STAT_SIZE) != 0 && (stat.valid & ZIP_STAT_COMP_SIZE) != 0;
  demand(known, "its zip archive has no entry {}", quoted_name(name));
  check_ratio(stat.comp_size, stat.size);
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
