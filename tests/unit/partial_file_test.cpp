#include "registry/partial_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "doodle/error.h"

namespace {

int reason = 0;  ///< why files cannot be locked; 0: they can

}  // namespace

/// Stands before the C library's.
extern "C" int flock(int file, int operation) noexcept {
  if (reason == 0) return static_cast<int>(syscall(SYS_flock, file, operation));
  errno = reason;
  return -1;
}

namespace doodle {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class PartialFiles : public testing::Test {
 protected:
  PartialFiles() { reason = 0; }
  ~PartialFiles() override {
    reason = 0;
    std::filesystem::remove(path_);
  }

  const std::filesystem::path path_ =
      testing::TempDir() + "doodle_partial_file_test." + std::to_string(getpid());
};

TEST_F(PartialFiles, wait_for_whoever_holds_them) {
  const PartialFile first(path_, [] { return true; });
  ASSERT_TRUE(first.held());
  int asked = 0;
  const PartialFile second(path_, [&] { return ++asked < 2; });
  EXPECT_FALSE(second.held());
  EXPECT_EQ(asked, 2);
}

TEST_F(PartialFiles, say_so_where_the_disk_knows_no_locks) {
  for (const int error : {ENOLCK, EOPNOTSUPP}) {
    reason = error;
    EXPECT_THAT([&] { PartialFile(path_, [] { return false; }); },
                ThrowsMessage<BadInput>(HasSubstr("cannot be locked: ")));
  }
  reason = EINTR;
  EXPECT_FALSE(PartialFile(path_, [] { return false; }).held()) << "interrupted: it is asked again";
}

}  // namespace
}  // namespace doodle
