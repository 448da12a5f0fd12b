// Zip and bzip2 files that promise more than they hold.
#include <bzlib.h>
#include <zip.h>

#include "importers/readers.h"
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using ::testing::HasSubstr;

class Archives : public testing::WeightsFolder {
 protected:
  /// A zip file with one deflated entry.
  std::string zip_of(const std::string& name, const std::string& bytes) const {
    const std::string path = (folder_ / "made.zip").string();
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), ZIP_FL_OVERWRITE);
    EXPECT_EQ(zip_close(zip), 0);
    return path;
  }
};

TEST_F(Archives, give_their_entries) {
  const std::string bytes = bytes_of(zip_of("a/b", "hello"));
  const ZipArchive archive(bytes, weight_archive);
  ASSERT_EQ(archive.entries().size(), 1u);
  EXPECT_EQ(archive.entries()[0].name, "a/b");
  EXPECT_EQ(archive.entries()[0].unpacked, 5u);
  EXPECT_EQ(archive.read("a/b"), "hello");
  EXPECT_THROW(archive.read("c"), BrokenFile);
}

TEST_F(Archives, may_not_unpack_to_much_more_than_they_are) {
  EXPECT_THAT(refusal(zip_of("a/data.pkl", std::string(64 << 20, '\0'))), HasSubstr("which weights cannot"));
}

TEST_F(Archives, must_be_of_pytorch_or_numpy) {
  EXPECT_THAT(refusal(zip_of("readme.txt", "hello")), HasSubstr("neither PyTorch's data.pkl nor NumPy's"));
}

// The size of an entry stands in its header and in the directory; neither is believed.
TEST_F(Archives, may_not_lie_about_sizes) {
  const std::string good = bytes_of(zip_of("a/data.pkl", std::string(5000, 'N')));
  const std::string size("\x88\x13\0\0", 4);
  int changed = 0;
  for (std::size_t at = good.find(size); at != std::string::npos; at = good.find(size, at + 4)) {
    for (const std::string& lie : {std::string("\xff\xff\xff\x7f", 4), std::string("\x01\0\0\0", 4)}) {
      std::string bytes = good;
      bytes.replace(at, 4, lie);
      refusal(write("lie.zip", bytes));
    }
    ++changed;
  }
  EXPECT_GE(changed, 1);
}

TEST_F(Archives, of_bzip2_may_not_unpack_to_much_more_than_they_are) {
  std::string zeros(64 << 20, '\0'), packed(1 << 20, '\0');
  auto length = static_cast<unsigned>(packed.size());
  ASSERT_EQ(BZ2_bzBuffToBuffCompress(packed.data(), &length, zeros.data(),
                                     static_cast<unsigned>(zeros.size()), 9, 0, 0),
            BZ_OK);
  EXPECT_THAT(refusal(write("bomb.bz2", packed.substr(0, length))), HasSubstr("which weights cannot"));
}

}  // namespace
}  // namespace doodle
