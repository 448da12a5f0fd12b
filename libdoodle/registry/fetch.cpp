#include "registry/fetch.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "registry/folders.h"
#include "registry/http.h"
#include "registry/partial_file.h"
#include "registry/sha256.h"

namespace doodle {
namespace {

namespace fs = std::filesystem;

int stall_seconds() {
  const char* text = std::getenv("DOODLE_FETCH_TIMEOUT");
  if (text == nullptr) return 30;
  int seconds = 0;
  const char* end = text + std::strlen(text);
  const auto read = std::from_chars(text, end, seconds);
  require<UsageError>(read.ec == std::errc{} && read.ptr == end && seconds >= 1 && seconds <= 3600,
                      "DOODLE_FETCH_TIMEOUT is \"{}\"; it must be a number of seconds between 1 and 3600",
                      text);
  return seconds;
}

/// Appends what comes to the file, and reports.
class Download : public HttpReceiver {
 public:
  Download(const ModelFile& file, PartialFile& partial, const FetchCallback& progress)
      : file_(file), partial_(partial), progress_(progress), total_(file.bytes) {}

  void begin(std::uint64_t offset, std::uint64_t total) override {
    require<ModelMissing>(file_.bytes == 0 || total == 0 || total == file_.bytes,
                          "the server's file has {} bytes, not {}", total, file_.bytes);
    partial_.truncate(offset);
    if (total > 0) total_ = total;
  }
  void take(std::span<const char> bytes) override {
    require<ModelMissing>(file_.bytes == 0 || partial_.size() + bytes.size() <= file_.bytes,
                          "the server sends more than the {} bytes of the file", file_.bytes);
    partial_.append(bytes);
  }
  bool go_on() override { return !progress_ || progress_({file_.name, partial_.size(), total_, false}); }

 private:
  const ModelFile& file_;
  PartialFile& partial_;
  const FetchCallback& progress_;
  std::uint64_t total_;
};

/// Fills the file from its address; false when cancelled. Says in the message what was wanted from where.
bool transfer(const ModelFile& file, PartialFile& partial, const FetchCallback& progress) {
  Download download(file, partial, progress);
  try {
    if (http_get({file.url, partial.size(), stall_seconds()}, download) == HttpEnd::cancelled) return false;
    require<ModelMissing>(partial.size() >= file.bytes, "{} of {} bytes came", partial.size(), file.bytes);
    return true;
  } catch (const ModelMissing& error) {
    const bool kept = partial.size() > 0;
    if (!kept) partial.remove();
    throw ModelMissing(fmt::format("{} cannot be fetched from {}: {}{}", file.name, file.url, error.what(),
                                   kept ? "; what has come is kept, fetch again to continue" : ""));
  }
}

bool has_hash(const fs::path& path, const std::string& sha256) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && sha256_of_file(path.string()) == sha256;
}

/// The whole of the locked file, checked; false when cancelled. What an earlier download left may be of
/// another file, or torn: then all of it is fetched once more.
bool complete(const ModelFile& file, PartialFile& partial, const FetchCallback& progress) {
  const bool continued = partial.size() > 0;
  if (!transfer(file, partial, progress)) return false;
  std::string found = sha256_of_file(partial.path().string());
  if (found != file.sha256 && continued) {
    partial.truncate(0);
    if (!transfer(file, partial, progress)) return false;
    found = sha256_of_file(partial.path().string());
  }
  if (found == file.sha256) return true;
  partial.remove();
  throw ModelMissing(fmt::format("{} from {} has the SHA-256 {}, not {}; nothing was kept", file.name,
                                 file.url, found, file.sha256));
}

}  // namespace

FetchResult fetch_file(const ModelFile& file, const fs::path& folder, const FetchCallback& progress) {
  FetchResult result{file, "", false, false};
  const fs::path target = folder / file.name;
  for (const fs::path& place : {target, torch_folder() / file.name}) {
    if (!has_hash(place, file.sha256)) continue;
    result.file.path = place.string();
    return result;
  }
  std::error_code failure;
  fs::create_directories(folder, failure);
  require<BadInput>(!failure, "{}: cannot be created: {}", folder.string(), failure.message());
  PartialFile partial(folder / (file.name + "." + file.sha256.substr(0, 12) + ".part"), [&] {
    return !progress || progress({file.name, 0, file.bytes, true});
  });
  // Another process may have completed it while this one waited.
  if (partial.held() && has_hash(target, file.sha256)) {
    partial.remove();
  } else if (!partial.held() || !complete(file, partial, progress)) {
    result.cancelled = true;
    return result;
  } else {
    partial.rename_to(target);
    result.fetched = true;
  }
  result.file.path = target.string();
  return result;
}

}  // namespace doodle
