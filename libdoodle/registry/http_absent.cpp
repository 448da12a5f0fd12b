#include "doodle/error.h"
#include "registry/http.h"

namespace doodle {

HttpEnd http_get(const HttpRequest&, HttpReceiver&) {
  throw ModelMissing("this build cannot download (it was made with DOODLE_FETCH off)");
}

}  // namespace doodle
