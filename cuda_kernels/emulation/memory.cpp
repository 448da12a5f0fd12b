#include "emulation/memory.h"

#include <sys/mman.h>

#include <atomic>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace doodle::cuda::emulation {
namespace {

std::atomic<std::size_t> used{0};

#if defined(__SANITIZE_ADDRESS__)

void* take(std::size_t bytes) {
  return ::operator new (bytes, std::align_val_t{64});
}
void give_back(void* memory, std::size_t) {
  ::operator delete (memory, std::align_val_t{64});
}
void enter() {}
void leave() {}

#else

/// A stretch of addresses, handed out in whole pages. Pages that were given back are handed out again for the
/// same size.
struct Arena {
  static constexpr std::size_t kPage = 4096, kAddresses = std::size_t{1} << 40;
  std::mutex mutex;
  char* begin = static_cast<char*>(
      mmap(nullptr, kAddresses, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  std::size_t taken = 0;
  std::map<std::size_t, std::vector<char*> > spare;
  int inside = 0;  ///< MemoryScopes

  void protect(char* from, std::size_t bytes) const {
    if (bytes > 0 && mprotect(from, bytes, inside > 0 ? PROT_READ | PROT_WRITE : PROT_NONE) != 0)
      throw std::bad_alloc();
  }
};

/// Never destroyed: tensors may live to the process's end.
Arena& arena() {
  static Arena& one = *new Arena;
  return one;
}

std::size_t pages(std::size_t bytes) {
  return (bytes + Arena::kPage - 1) / Arena::kPage * Arena::kPage;
}

void* take(std::size_t bytes) {
  Arena& a = arena();
  const std::lock_guard lock(a.mutex);
  const std::size_t size = pages(bytes);
  if (auto& spare = a.spare[size]; !spare.empty()) {
    char* memory = spare.back();
    spare.pop_back();
    return memory;
  }
  if (a.begin == MAP_FAILED || size > Arena::kAddresses - a.taken) throw std::bad_alloc();
  char* memory = a.begin + a.taken;
  a.protect(memory, size);
  a.taken += size;
  return memory;
}

void give_back(void* memory, std::size_t bytes) {
  Arena& a = arena();
  const std::lock_guard lock(a.mutex);
  madvise(memory, pages(bytes), MADV_DONTNEED);
  a.spare[pages(bytes)].push_back(static_cast<char*>(memory));
}

void enter() {
  Arena& a = arena();
  const std::lock_guard lock(a.mutex);
  if (a.inside++ == 0) a.protect(a.begin, a.taken);
}

void leave() {
  Arena& a = arena();
  const std::lock_guard lock(a.mutex);
  if (--a.inside == 0) a.protect(a.begin, a.taken);
}

#endif

}  // namespace

std::shared_ptr<void> take_memory(std::size_t bytes) {
  const std::size_t size = bytes == 0 ? 1 : bytes;
  void* memory = take(size);
  used += bytes;
  return {memory, [bytes, size](void* taken) {
            used -= bytes;
            give_back(taken, size);
          }};
}

std::size_t memory_in_use() {
  return used;
}

MemoryScope::MemoryScope() {
  enter();
}

MemoryScope::~MemoryScope() {
  leave();
}

}  // namespace doodle::cuda::emulation
