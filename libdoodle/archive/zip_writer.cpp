#include "archive/zip_writer.h"

#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>

#include "base/aside_file.h"
#include "base/broken_file.h"
#include "base/check.h"

namespace doodle {
namespace {

constexpr zip_uint16_t no_time = 0, first_day = 1 << 5 | 1;  ///< 1980-01-01 00:00, as MS-DOS wrote it
constexpr zip_uint32_t permissions = S_IFREG | 0644;

/// What all entries of a file share while it is written.
struct Job {
  const ReadEntry& read;
  std::exception_ptr failure;  ///< of `read`: exceptions may not pass through libzip
};

/// One entry: read when libzip asks for its size, dropped when libzip closes it.
struct Entry {
  Job& job;
  std::string name;
  std::string bytes;
  std::size_t done = 0;
  bool loaded = false;
  zip_error_t error{};

  bool load() {
    if (loaded) return true;
    try {
      bytes = job.read(name);
    } catch (...) {
      job.failure = std::current_exception();
      zip_error_set(&error, ZIP_ER_READ, 0);
      return false;
    }
    return loaded = true;
  }

  void drop() {
    std::string().swap(bytes);
    loaded = false;
  }
};

zip_int64_t stat_entry(const Entry& entry, void* data) {
  auto* stat = static_cast<zip_stat_t*>(data);
  zip_stat_init(stat);
  stat->size = entry.bytes.size();
  stat->valid |= ZIP_STAT_SIZE;
  return sizeof(*stat);
}

zip_int64_t read_some(Entry& entry, void* data, zip_uint64_t length) {
  const std::size_t count = std::min<std::size_t>(length, entry.bytes.size() - entry.done);
  std::memcpy(data, entry.bytes.data() + entry.done, count);
  entry.done += count;
  return static_cast<zip_int64_t>(count);
}

zip_int64_t answer(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto* entry = static_cast<Entry*>(user);
  switch (command) {
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                            ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_STAT:
      return entry->load() ? stat_entry(*entry, data) : -1;
    case ZIP_SOURCE_OPEN:
      entry->done = 0;
      return entry->load() ? 0 : -1;
    case ZIP_SOURCE_READ:
      return read_some(*entry, data, length);
    case ZIP_SOURCE_CLOSE:
      entry->drop();
      return 0;
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&entry->error, data, length);
    case ZIP_SOURCE_FREE:
      delete entry;
      return 0;
    default:
      return -1;
  }
}

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, Discard>;

bool add(zip_t* zip, Job& job, const std::string& name) {
  auto entry = std::make_unique<Entry>(Entry{job, name, {}});
  zip_source_t* source = zip_source_function(zip, answer, entry.get());
  if (source == nullptr) return false;
  entry.release();  // the source deletes it
  const zip_int64_t place = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_GUESS);
  if (place < 0) {
    zip_source_free(source);
    return false;
  }
  const auto index = static_cast<zip_uint64_t>(place);
  const bool packed = name.ends_with(".png");
  return zip_set_file_compression(zip, index, packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE, packed ? 0 : 9) == 0 &&
         zip_file_set_dostime(zip, index, no_time, first_day, 0) == 0 &&
         zip_file_set_external_attributes(zip, index, 0, ZIP_OPSYS_UNIX, permissions << 16) == 0;
}

/// The file itself, where `path` is a symbolic link.
std::string followed(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

}  // namespace

void write_zip(const std::string& path, const std::vector<std::string>& names, const ReadEntry& read) {
  expect(!names.empty(), "a zip file without entries");
  { const AsideFile writable(path); }
  int code = 0;
  Zip zip(zip_open(followed(path).c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
  require<BadInput>(zip != nullptr, "{} cannot be written: libzip's error {}", path, code);
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  Job job{read, nullptr};
  for (const std::string& name : sorted)
    require<BadInput>(add(zip.get(), job, name), "{} cannot be written: {}: {}", path, quoted_name(name),
                      zip_strerror(zip.get()));
  if (zip_close(zip.get()) != 0) {  // libzip writes aside and renames
    if (job.failure) std::rethrow_exception(job.failure);
    throw BadInput(fmt::format("{} cannot be written: {}", path, zip_strerror(zip.get())));
  }
  zip.release();
}

}  // namespace doodle
