#include <bzlib.h>

#include <limits>

#include "importers/readers.h"

namespace doodle {
namespace {

struct Stream {
  bz_stream state{};
  Stream() { demand(BZ2_bzDecompressInit(&state, 0, 0) == BZ_OK, "bzip2 cannot be started"); }
  ~Stream() { BZ2_bzDecompressEnd(&state); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

}  // namespace

std::string unpack_bzip2(std::string_view packed) {
  demand(packed.size() <= std::numeric_limits<unsigned>::max(), "it is larger than any network");
  Stream stream;
  std::string block(1 << 20, '\0'), unpacked;
  stream.state.next_in = const_cast<char*>(packed.data());  // bzlib only reads there
  stream.state.avail_in = static_cast<unsigned>(packed.size());
  for (int status = BZ_OK; status != BZ_STREAM_END;) {
    stream.state.next_out = block.data();
    stream.state.avail_out = static_cast<unsigned>(block.size());
    status = BZ2_bzDecompress(&stream.state);
    const std::size_t got = block.size() - stream.state.avail_out;
    demand(status == BZ_STREAM_END || (status == BZ_OK && (got > 0 || stream.state.avail_in > 0)),
           "its bzip2 data are broken or end early");
    unpacked.append(block, 0, got);
    check_ratio(packed.size(), unpacked.size());
  }
  return unpacked;
}

}  // namespace doodle
