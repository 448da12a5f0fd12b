#pragma once

#include <cstddef>
#include <memory>

/// The devices' memory, which the host cannot touch: a pointer that is followed outside a kernel or a copy
/// ends the program, as it would with a GPU. (Under sanitisers memory is the host's, and exactly as large as
/// it was asked for: they see what a kernel touches beyond.)
namespace doodle::cuda::emulation {

/// Memory, aligned to 64 bytes; what is in it is undefined.
std::shared_ptr<void> take_memory(std::size_t bytes);

/// Bytes that are taken, of all devices.
std::size_t memory_in_use();

/// Lets this process touch the devices' memory while it lives: where their work is done.
class MemoryScope {
 public:
  MemoryScope();
  ~MemoryScope();
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;
};

}  // namespace doodle::cuda::emulation
