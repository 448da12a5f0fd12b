#pragma once

#include <array>
#include <dnnl.hpp>
#include <memory>
#include <unordered_map>
#include <vector>

#include "backend/backend.h"
#include "backend/cpu/network_map.h"

namespace doodle::cpu {

using DnnlArguments = std::unordered_map<int, dnnl::memory>;

/// What the layers of one plan share: oneDNN's engine and stream, the memory that lives as long as the plan,
/// and buffers that layers use one after another.
class NetworkContext {
 public:
  explicit NetworkContext(Backend& backend);

  /// Buffers that hold something only while one layer runs. A layer may use each for one thing at a time.
  enum Shared { scratchpad, padded, padded_gradient };

  const dnnl::engine& engine() const { return engine_; }
  dnnl::stream& stream() { return stream_; }

  /// Zeroed memory of `count` floats, freed with the context.
  float* allocate(std::size_t count);
  dnnl::memory allocate(const dnnl::memory::desc& description);
  /// Memory whose contents others overwrite. Usable after bind_shared().
  dnnl::memory share(Shared buffer, const dnnl::memory::desc& description);
  /// Allocates every shared buffer as large as its largest user needs.
  void bind_shared();

 private:
  Backend& backend_;
  dnnl::engine engine_;
  dnnl::stream stream_;
  std::vector<std::shared_ptr<void>> owned_;
  std::array<std::vector<dnnl::memory>, 3> shared_;
};

/// oneDNN's description of a map, and a memory object over its data. oneDNN is told of whole blocks: some of
/// its fast kernels do not take a last block that is filled in part.
dnnl::memory::desc describe(const BlockedMap& map);
dnnl::memory wrap(const NetworkContext& context, const BlockedMap& map);

/// Attributes under which a primitive takes its scratchpad from the plan instead of allocating one of its
/// own.
dnnl::primitive_attr plan_attributes();

/// A primitive and its arguments; running it allocates no buffers. Empty: running does nothing.
class DnnlStep {
 public:
  DnnlStep() = default;
  template <class PrimitiveDescriptor>
  DnnlStep(NetworkContext& context, const PrimitiveDescriptor& descriptor, const dnnl::primitive& primitive,
           DnnlArguments arguments)
      : primitive_(primitive), arguments_(std::move(arguments)) {
    arguments_.emplace(DNNL_ARG_SCRATCHPAD,
                       context.share(NetworkContext::scratchpad, descriptor.scratchpad_desc()));
  }
  void run(NetworkContext& context) const {
    if (primitive_) primitive_.execute(context.stream(), arguments_);
  }

 private:
  dnnl::primitive primitive_;
  DnnlArguments arguments_;
};

}  // namespace doodle::cpu
