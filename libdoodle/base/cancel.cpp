#include "base/cancel.h"

#include "doodle/error.h"

namespace doodle {
namespace {

thread_local const std::function<bool()>* question = nullptr;

}  // namespace

CancelScope::CancelScope(const std::function<bool()>& go_on) : before_(question) {
  question = &go_on;
}

CancelScope::~CancelScope() {
  question = before_;
}

void check_cancelled() {
  if (question != nullptr && *question && !(*question)())
    throw Error(ErrorCode::cancelled, "the work was cancelled");
}

}  // namespace doodle
