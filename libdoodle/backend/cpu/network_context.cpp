#include "backend/cpu/network_context.h"

#include <algorithm>
#include <cstring>

namespace doodle::cpu {

NetworkContext::NetworkContext(Backend& backend)
    : backend_(backend), engine_(dnnl::engine::kind::cpu, 0), stream_(engine_) {}

float* NetworkContext::allocate(std::size_t count) {
  owned_.push_back(backend_.allocate_bytes(count * sizeof(float)));
  std::memset(owned_.back().get(), 0, count * sizeof(float));
  return static_cast<float*>(owned_.back().get());
}

dnnl::memory NetworkContext::allocate(const dnnl::memory::desc& description) {
  return {description, engine_, allocate((description.get_size() + sizeof(float) - 1) / sizeof(float))};
}

dnnl::memory NetworkContext::share(Shared buffer, const dnnl::memory::desc& description) {
  shared_[buffer].push_back(dnnl::memory(description, engine_, nullptr));  // no data yet
  return shared_[buffer].back();
}

void NetworkContext::bind_shared() {
  for (std::vector<dnnl::memory>& users : shared_) {
    std::size_t bytes = 0;
    for (const dnnl::memory& user : users) bytes = std::max(bytes, user.get_desc().get_size());
    if (bytes == 0) continue;
    float* const data = allocate((bytes + sizeof(float) - 1) / sizeof(float));
    for (dnnl::memory& user : users)
      if (user.get_desc().get_size() > 0) user.set_data_handle(data);
  }
}

dnnl::memory::desc describe(const BlockedMap& map) {
  using tag = dnnl::memory::format_tag;
  const tag layout = map.block == 16 ? tag::nChw16c : map.block == 8 ? tag::nChw8c : tag::nchw;
  return {{1, map.channels(), map.shape.height, map.shape.width}, dnnl::memory::data_type::f32, layout};
}

dnnl::memory wrap(const NetworkContext& context, const BlockedMap& map) {
  return {describe(map), context.engine(), map.data};
}

dnnl::primitive_attr plan_attributes() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

}  // namespace doodle::cpu
