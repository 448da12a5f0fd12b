#include "optimise/optimiser.h"

#include "base/check.h"

namespace doodle {

std::unique_ptr<Optimiser> make_optimiser(const std::string& name, Backend& backend, Shape shape, Box box) {
  if (name == "lbfgs") return make_lbfgs(backend, shape, box);
  require<UsageError>(name == "adam", "--optimiser is \"{}\"; it must be lbfgs or adam", name);
  return make_adam(backend, shape, box);
}

}  // namespace doodle
