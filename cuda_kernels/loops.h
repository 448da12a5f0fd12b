#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "backend/number_reader.h"
#include "launch.h"

// What keeps a loop from waiting: its work as a graph, its numbers one turn late.
namespace doodle::cuda {

/// Work that is done again and again (Backend::repeatable): called, called and taken down, and from then on
/// done as a graph, or called where it cannot be taken down. The first call loads its kernels and makes room,
/// which may not happen while it is taken down.
class Repeat {
 public:
  explicit Repeat(std::function<void()> work) : work_(std::move(work)) {}

  void operator()() {
    if (calls_++ == 1) take_down();
    if (graph_)
      graph_->launch();
    else
      work_();
  }

 private:
  void take_down() {
    try {
      graph_ = record(work_);
    } catch (const NotRecordable&) {
    }
  }

  std::function<void()> work_;
  std::unique_ptr<Graph> graph_;
  int calls_ = 0;
};

/// A NumberReader with one number on its way while the one before is waited for.
class ParcelReader final : public NumberReader {
 public:
  explicit ParcelReader(int device) : device_(device), newest_(make_parcel()), before_(make_parcel()) {}

  double next(const Tensor<double>& number) override {
    use_device(device_);
    std::swap(newest_, before_);
    newest_->send(number.data());
    const bool first = std::exchange(first_, false);
    return (first ? newest_ : before_)->receive();
  }
  double last() override { return newest_->receive(); }

 private:
  int device_;
  bool first_ = true;
  std::unique_ptr<Parcel> newest_, before_;
};

}  // namespace doodle::cuda
