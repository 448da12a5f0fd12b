#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "backend/backend.h"
#include "launch.h"

// Plans may be run by any thread: these make the device the calling thread's and pass the call on.
namespace doodle::cuda {

template <class Plan>
class OnDevice : public Plan {
 public:
  OnDevice(int device, std::unique_ptr<Plan> plan) : device_(device), plan_(std::move(plan)) {}

 protected:
  Plan& plan() const {
    use_device(device_);
    return *plan_;
  }

 private:
  int device_;
  std::unique_ptr<Plan> plan_;
};

struct NetworkOnDevice final : OnDevice<NetworkPlan> {
  using OnDevice::OnDevice;
  void forward(const Tensor<float>& image) override { plan().forward(image); }
  const Tensor<float>& tap(int i) const override { return plan().tap(i); }
  Tensor<float>& tap_gradient(int i) override { return plan().tap_gradient(i); }
  void backward(Tensor<float>& gradient) override { plan().backward(gradient); }
};

struct MatchOnDevice final : OnDevice<MatchPlan> {
  using OnDevice::OnDevice;
  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    plan().run(features, variety, matches);
  }
  void set_bias(const Tensor<float>& bias) override { plan().set_bias(bias); }
  void reset() override { plan().reset(); }
  const Tensor<float>& history() const override { return plan().history(); }
  void start(const Tensor<std::int32_t>& field) override { plan().start(field); }
};

struct PixelMatchOnDevice final : OnDevice<PixelMatchPlan> {
  using OnDevice::OnDevice;
  void start(const std::vector<Tensor<std::int32_t>>& fields) override { plan().start(fields); }
  void set_rates(const std::vector<float>& rows) override { plan().set_rates(rows); }
  void search(const Tensor<float>& image, int sweeps, const PixelTerms& terms) override {
    plan().search(image, sweeps, terms);
  }
  void vote(float softness, Tensor<float>& image) override { plan().vote(softness, image); }
  void seams(const Tensor<float>& image, const SeamTerms& terms, Tensor<float>& right,
             Tensor<float>& down) override {
    plan().seams(image, terms, right, down);
  }
  const Tensor<std::int32_t>& field() const override { return plan().field(); }
  double mean_distance() const override { return plan().mean_distance(); }
};

}  // namespace doodle::cuda
