#include <gmock/gmock.h>

#include "doodle/error.h"
#include "doodle/image.h"

namespace doodle {
namespace {

template <class Action>
std::string message(const Action& action) {
  try {
    action();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(WithoutImageFiles, LoadAndSaveSaySo) {
  const auto says_so = testing::AllOf(testing::HasSubstr("a.png"), testing::HasSubstr("DOODLE_IMAGE_IO=ON"));
  EXPECT_THAT(message([] { load_image("a.png"); }), says_so);
  EXPECT_THAT(message([] { save_image("a.png", make_image(2, 2)); }), says_so);
  EXPECT_THAT(message([] { read_image_text("a.png"); }), says_so);
}

}  // namespace
}  // namespace doodle
