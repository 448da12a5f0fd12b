#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace doodle {

/// Who takes the bytes of an answer, in order. A member that throws ends the transfer, and http_get() throws
/// the same.
class HttpReceiver {
 public:
  virtual ~HttpReceiver() = default;
  /// Before the first byte: the answer begins at byte `offset` of a file of `total` bytes (0: not known).
  virtual void begin(std::uint64_t offset, std::uint64_t total) = 0;
  virtual void take(std::span<const char> bytes) = 0;
  /// Called about once a second, more often while bytes come. False ends the transfer.
  virtual bool go_on() = 0;
};

struct HttpRequest {
  std::string url;           ///< https, or http to this very machine
  std::uint64_t offset = 0;  ///< ask for the file from here; a server may ignore that, and says so
  int stall_seconds = 30;    ///< give up after so long without a byte, and on connecting
};

enum class HttpEnd {
  complete,
  cancelled,  ///< go_on() said so
  past_end    ///< the server has nothing at that offset
};

/// Gets one address. Follows at most five redirects, none from https to http. Throws ModelMissing with the
/// reason alone (no host answers, status 404, a stall, ...): the caller knows what was wanted.
HttpEnd http_get(const HttpRequest& request, HttpReceiver& receiver);

}  // namespace doodle
