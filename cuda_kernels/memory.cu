#include <algorithm>
#include <cstring>

#include "doodle/error.h"
#include "launch.h"

namespace doodle::cuda {
namespace {

constexpr std::size_t kPiece = 1024, kSmall = 4 * kPiece;

/// Writes bytes that came as an argument of the kernel.
struct Store {
  unsigned char bytes[kPiece];
  unsigned char* to;
  DOODLE_DEVICE void operator()(std::size_t i) const { to[i] = bytes[i]; }
};

}  // namespace

void upload(const void* host, void* device, std::size_t bytes) {
  if (bytes > kSmall) return upload_and_wait(host, device, bytes);
  for (std::size_t done = 0; done < bytes; done += kPiece) {
    Store store;
    store.to = static_cast<unsigned char*>(device) + done;
    const std::size_t size = std::min(kPiece, bytes - done);
    std::memcpy(store.bytes, static_cast<const unsigned char*>(host) + done, size);
    for_each(size, store);
  }
}

std::string needed_mebibytes(std::size_t bytes) {
  return free_mebibytes(bytes + (1 << 20) - 1);
}

std::string free_mebibytes(std::size_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

void throw_out_of_memory(std::size_t bytes, std::size_t free) {
  throw OutOfMemory("out of memory on the GPU: " + needed_mebibytes(bytes) + " more are needed, " +
                    free_mebibytes(free) + " are free; try a smaller --output-size, or --device cpu");
}

}  // namespace doodle::cuda
