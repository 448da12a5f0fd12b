#include "registry/http.h"

#include <curl/curl.h>

#include <charconv>
#include <exception>
#include <memory>
#include <string_view>

#include "base/check.h"

namespace doodle {
namespace {

constexpr int kMostRedirects = 5;

struct Freed {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  const std::unique_ptr<char, Freed> owned(text);
  return text;
}

/// The scheme; throws unless the address is one that may be fetched.
std::string checked_scheme(const std::string& address) {
  const std::unique_ptr<CURLU, Freed> url(curl_url());
  const bool read = url && curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) == CURLUE_OK;
  require<ModelMissing>(read, "{} is no address", address);
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME), host = part_of(url.get(), CURLUPART_HOST);
  const bool local = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  require<ModelMissing>(scheme == "https" || (scheme == "http" && local),
                        "{} is not https, and only https is trusted", address);
  return scheme;
}

/// One exchange without redirects. What the callbacks of curl share; exceptions may not pass through its C
/// code.
class Exchange {
 public:
  Exchange(const HttpRequest& request, const std::string& url, HttpReceiver& receiver)
      : handle_(curl_easy_init()), request_(request), receiver_(receiver) {
    expect(handle_ != nullptr, "no transfer can be made");
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_USERAGENT, "libdoodle/" DOODLE_VERSION);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.stall_seconds));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_seconds));
    range_ = fmt::format("{}-", request.offset);
    if (request.offset > 0) set(CURLOPT_RANGE, range_.c_str());
    set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Exchange::on_bytes);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_XFERINFOFUNCTION, &Exchange::on_time);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
  }

  CURLcode perform() {
    const CURLcode code = curl_easy_perform(handle_.get());
    if (failure_) std::rethrow_exception(failure_);
    // An empty file has no bytes to announce it.
    if (code == CURLE_OK && wanted() && !begun_) begin();
    return code;
  }
  bool cancelled() const { return cancelled_; }
  long status() const {
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }
  /// Where the answer sends us; empty when nowhere.
  std::string redirect() const {
    const char* url = nullptr;
    curl_easy_getinfo(handle_.get(), CURLINFO_REDIRECT_URL, &url);
    return url == nullptr ? "" : url;
  }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    expect(curl_easy_setopt(handle_.get(), option, value) == CURLE_OK,
           "an option of the transfer is not known");
  }

  bool wanted() const { return status() == 200 || status() == 206; }

  void begin() {
    begun_ = true;
    curl_off_t length = -1;
    curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    const std::uint64_t offset = status() == 206 ? range_begin_ : 0;
    require<ModelMissing>(status() != 206 || offset == request_.offset,
                          "the server answered with another part of the file than the one asked for");
    receiver_.begin(offset, length < 0 ? 0 : offset + static_cast<std::uint64_t>(length));
  }

  /// Runs `work`; false when it threw, which ends the transfer.
  template <class Work>
  bool guarded(const Work& work) {
    try {
      work();
      return true;
    } catch (...) {
      failure_ = std::current_exception();
      return false;
    }
  }

  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) {
    // `Content-Range: bytes 100-199/200`, whose name may be in any case.
    constexpr std::string_view kName = "content-range: bytes ";
    const std::string_view line(bytes, count);
    if (line.size() > kName.size() && curl_strnequal(line.data(), kName.data(), kName.size()) != 0) {
      std::from_chars(line.data() + kName.size(), line.data() + line.size(),
                      static_cast<Exchange*>(self)->range_begin_);
    }
    return count;
  }

  static std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = *static_cast<Exchange*>(self);
    if (!exchange.wanted()) return count;  // the page that comes with a redirect or an error
    const bool good = exchange.guarded([&] {
      if (!exchange.begun_) exchange.begin();
      exchange.receiver_.take({bytes, count});
    });
    return good ? count : CURL_WRITEFUNC_ERROR;
  }

  static int on_time(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    Exchange& exchange = *static_cast<Exchange*>(self);
    const bool good = exchange.guarded([&] { exchange.cancelled_ = !exchange.receiver_.go_on(); });
    return good && !exchange.cancelled_ ? 0 : 1;
  }

  std::unique_ptr<CURL, Freed> handle_;
  const HttpRequest& request_;
  HttpReceiver& receiver_;
  std::string range_;
  std::uint64_t range_begin_ = 0;
  bool begun_ = false, cancelled_ = false;
  std::exception_ptr failure_;
};

void check_transfer(CURLcode code, int stall_seconds) {
  require<ModelMissing>(code != CURLE_OPERATION_TIMEDOUT, "nothing came for {} s", stall_seconds);
  require<ModelMissing>(code != CURLE_PARTIAL_FILE, "the connection ended before the file did");
  require<ModelMissing>(code != CURLE_COULDNT_RESOLVE_HOST && code != CURLE_COULDNT_CONNECT,
                        "{}; is this machine online?", curl_easy_strerror(code));
  require<ModelMissing>(code == CURLE_OK, "{}", curl_easy_strerror(code));
}

}  // namespace

HttpEnd http_get(const HttpRequest& request, HttpReceiver& receiver) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  expect(ready == CURLE_OK, "no transfer can be made");
  std::string url = request.url;
  std::string scheme = checked_scheme(url);
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    Exchange exchange(request, url, receiver);
    const CURLcode code = exchange.perform();
    if (exchange.cancelled()) return HttpEnd::cancelled;
    check_transfer(code, request.stall_seconds);
    if (exchange.status() == 416 && request.offset > 0) return HttpEnd::past_end;
    url = exchange.redirect();
    if (url.empty()) {
      require<ModelMissing>(exchange.status() == 200 || exchange.status() == 206, "the server answered {}",
                            exchange.status());
      return HttpEnd::complete;
    }
    const std::string next = checked_scheme(url);
    require<ModelMissing>(scheme == "http" || next == "https", "the server leads from https to {}", url);
    scheme = next;
  }
  throw ModelMissing(fmt::format("the server leads on and on (more than {} redirects)", kMostRedirects));
}

}  // namespace doodle
