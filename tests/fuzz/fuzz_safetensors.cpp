// Any bytes are either a sound safetensors file or a ModelMissing; nothing larger than they justify is
// allocated.
#include <cstdlib>
#include <new>
#include <sstream>
#include <stdexcept>

#include "doodle/error.h"
#include "features/vgg_network.h"
#include "fuzz/driver.h"
#include "unit/model_files.h"

namespace {

constexpr std::size_t unlimited = SIZE_MAX;
std::size_t largest_allocation = unlimited;

/// Limits single allocations while it lives.
struct AllocationLimit {
  explicit AllocationLimit(std::size_t bytes) { largest_allocation = bytes; }
  ~AllocationLimit() { largest_allocation = unlimited; }
};

void require_sound(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

void read_all(doodle::Safetensors file) {
  for (const std::string& name : file.names()) {
    std::size_t size = 1;
    for (const std::int64_t length : file.shape(name)) size *= static_cast<std::size_t>(length);
    require_sound(file.read(name).size() == size, "an array does not have the size of its shape");
  }
}

/// Runs body, which may refuse the input by ModelMissing only.
template <class Body>
void try_reading(const Body& body) {
  try {
    body();
  } catch (const doodle::ModelMissing& refusal) {
    require_sound(std::string(refusal.what()).find("fuzz.safetensors") != std::string::npos,
                  "no file is named");
  }
}

}  // namespace

// Not inlined, or the compiler sees malloc and free where it expects its own pair.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  if (bytes > largest_allocation) std::abort();
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const AllocationLimit limit(64 * size + (1u << 16));
  const auto open = [&] {
    return doodle::Safetensors(std::make_unique<std::istringstream>(bytes), "fuzz.safetensors");
  };
  try_reading([&] { read_all(open()); });
  try_reading([&] {
    doodle::Safetensors file = open();
    doodle::read_vgg_network(file, {});
  });
  // The same bytes as a header, whatever length they promise.
  const std::string header = size > 8 ? bytes.substr(8) : bytes;
  try_reading([&] {
    doodle::parse_safetensors_header(header.substr(0, header.rfind('}') + 1), 64, "fuzz.safetensors");
  });
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  using doodle::testing::ModelWriter;
  ModelWriter network;
  network.metadata("channel_order", "BGR").metadata("scale", "255").metadata("mean", "103.9,116.8,123.7");
  network.convolution("conv1_1", 1, 3).convolution("conv2_1", 1, 1);
  return {network.bytes(), ModelWriter().array("a", {2, 8}).bytes(), ModelWriter().bytes(),
          doodle::testing::safetensors_bytes(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},)"
                                             R"("b":{"dtype":"BF16","shape":[1,1],"data_offsets":[4,6]}})",
                                             "abcdef")};
}
