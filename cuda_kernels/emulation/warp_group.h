#pragma once

#include "emulation/emulation.h"

// warp_group.h on the emulation.
namespace doodle::cuda {

inline constexpr bool kWarpGroups = true;

inline void open_gate(Gate& gate, int arrivals) {
  emulation::open_gate(gate.state, arrivals);
}
inline void publish_gates() {}
inline void arrive(Gate& gate) {
  emulation::arrive(gate.state, 0);
}
inline void arrive_for(Gate& gate, int bytes) {
  emulation::arrive(gate.state, bytes);
}
inline void wait_at(Gate& gate, int parity) {
  emulation::wait_at(gate.state, parity);
}
inline void copy_panel_async(void* shared, const void* global, int bytes, Gate& gate) {
  emulation::copy_panel_async(shared, global, bytes, gate.state);
}
inline void warp_barrier() {
  shuffle_xor(0, 1);
}
inline bool elected() {
  return lane() == 0;
}
inline void prefetch(const void*) {}
template <class T>
T glance(const T* from) {
  return *from;
}
template <int>
void set_registers() {}
inline void begin_products() {}
struct GroupRows {
  const std::uint16_t* rows;
};
inline GroupRows describe_rows(const std::uint16_t* rows) {
  return {rows};
}
template <bool add>
void multiply_group(GroupTile& sums, GroupRows left, GroupRows right, int k) {
  emulation::multiply_group(sums.value[0], left.rows, right.rows, k, add);
}
inline void commit_products() {
  emulation::commit_products();
}
template <int left>
void wait_for_products() {
  emulation::wait_for_products(left);
  warp_barrier();  // as all operations of a group are its warps', thread for thread
}

}  // namespace doodle::cuda
