#include <cstdlib>
#include <cstring>
#include <memory>

#include "launch.h"

// launch.h on the host's memory.
namespace doodle::cuda {

std::shared_ptr<void> allocate(std::size_t bytes) {
  // Exactly as large as asked for: sanitisers see what a kernel touches beyond.
  return {::operator new (bytes == 0 ? 1 : bytes, std::align_val_t{64}),
          [](void* memory) { ::operator delete (memory, std::align_val_t{64}); }};
}

void upload(const void* host, void* device, std::size_t bytes) {
  if (bytes > 0) std::memcpy(device, host, bytes);
}
void download(const void* device, void* host, std::size_t bytes) {
  if (bytes > 0) std::memcpy(host, device, bytes);
}
void copy(const void* from, void* to, std::size_t bytes) {
  if (bytes > 0) std::memmove(to, from, bytes);
}
void zero(void* device, std::size_t bytes) {
  if (bytes > 0) std::memset(device, 0, bytes);
}
void synchronise() {}

}  // namespace doodle::cuda
