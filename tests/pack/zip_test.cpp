// Hostile zip files, and the zip files that are written.
#include <sys/stat.h>
#include <zip.h>

#include <chrono>

#include "archive/zip_writer.h"
#include "pack/pack_fixture.h"
#include "pack/source.h"
#include "pack/write_pack.h"

namespace doodle {
namespace {

class PackZips : public Packs {
 protected:
  /// A zip file made by libzip, which writes any name.
  std::string zip_of(const Entries& entries, const std::string& link = "") const {
    const std::string path = file("made.zip");
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, bytes] : entries) {
      const zip_int64_t index =
          zip_file_add(zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
      EXPECT_GE(index, 0) << name;
      if (name == link)
        zip_file_set_external_attributes(zip, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                         static_cast<zip_uint32_t>(S_IFLNK | 0777) << 16);
    }
    EXPECT_EQ(zip_close(zip), 0);
    return path;
  }

  std::string zip_refusal(const Entries& entries, const std::string& link = "") const {
    const std::string path = zip_of(entries, link);
    return refusal([&] { open_pack(path); });
  }

  /// Replaces every `from` by `to` in a file.
  static void forge(const std::string& path, const std::string& from, const std::string& to) {
    std::string bytes = read_bytes(path);
    int found = 0;
    for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
      bytes.replace(at, from.size(), to);
      ++found;
    }
    ASSERT_GE(found, 1);
    write_bytes(path, bytes);
  }
};

TEST_F(PackZips, give_their_entries) {
  const auto pack =
      open_pack(zip_of({{"pack.mcmeta", "{}"}, {"assets/", ""}, {"assets/b/", ""}, {"assets/a.png", "x"}}));
  EXPECT_THAT(pack->names(), ElementsAre("assets/a.png", "pack.mcmeta"));
  EXPECT_EQ(pack->read("assets/a.png"), "x");
}

TEST_F(PackZips, may_not_lead_out) {
  EXPECT_THAT(zip_refusal({{"a", ""}, {"../../evil", ""}}), HasSubstr("\"../../evil\" is refused"));
  EXPECT_THAT(zip_refusal({{"/evil", ""}}), HasSubstr("absolute"));
  EXPECT_THAT(zip_refusal({{"a\\evil", ""}}), HasSubstr("backslash"));
  EXPECT_THAT(zip_refusal({{"c:evil", ""}}), HasSubstr("drive letter"));
  EXPECT_THAT(zip_refusal({{"a", ""}, {"../evil/", ""}}), HasSubstr("\"../evil\" is refused"));
}

TEST_F(PackZips, may_have_no_links) {
  EXPECT_THAT(zip_refusal({{"pack.mcmeta", "{}"}, {"a.png", "/etc/passwd"}}, "a.png"),
              HasSubstr("\"a.png\" is refused: it is a symbolic link"));
}

TEST_F(PackZips, have_each_name_once) {
  const std::string path = zip_of({{"one.png", "1"}, {"two.png", "2"}});
  forge(path, "two.png", "one.png");
  EXPECT_THAT(refusal([&] { open_pack(path); }), HasSubstr("\"one.png\" is refused: it is there twice"));
}

TEST_F(PackZips, may_not_unpack_to_much_more_than_they_are) {
  EXPECT_THAT(zip_refusal({{"bomb.png", std::string(8 << 20, '\0')}}),
              AllOf(HasSubstr("\"bomb.png\" is refused"), HasSubstr("out of proportion")));
}

TEST_F(PackZips, may_not_unpack_to_much_more_by_many_small_entries) {
  Entries entries;
  for (int i = 0; i < 300; ++i) entries.emplace_back(std::to_string(i), std::string(1 << 20, '\0'));
  EXPECT_THAT(zip_refusal(entries), HasSubstr("out of proportion"));
}

TEST_F(PackZips, may_not_be_broken) {
  EXPECT_THAT(refusal([&] { open_pack(write("text.zip", "no zip")); }), HasSubstr("text.zip"));
  const std::string path = zip_of({{"a", "unpacked as it is"}});
  forge(path, "unpacked as", "unpacked is");
  EXPECT_THAT(refusal([&] { open_pack(path)->read("a"); }), HasSubstr("\"a\" of its zip archive is broken"));
}

TEST_F(PackZips, have_equal_bytes_when_their_entries_are_equal) {
  const Entries entries{{"a.txt", std::string(1000, 'a')}, {"b/c.png", "picture"}, {"pack.mcmeta", "{}"}};
  const auto read = [&](const std::string& name) {
    for (const auto& [entry, bytes] : entries)
      if (entry == name) return bytes;
    return std::string("none of that name");
  };
  write_zip(file("first.zip"), {"a.txt", "b/c.png", "pack.mcmeta"}, read);
  setenv("TZ", "Pacific/Auckland", 1);
  write_zip(file("second.zip"), {"pack.mcmeta", "b/c.png", "a.txt"}, read);
  unsetenv("TZ");
  EXPECT_EQ(read_bytes(file("first.zip")), read_bytes(file("second.zip")));
  const auto pack = open_pack(file("first.zip"));
  EXPECT_THAT(pack->names(), ElementsAre("a.txt", "b/c.png", "pack.mcmeta"));
  for (const auto& [name, bytes] : entries) EXPECT_EQ(pack->read(name), bytes);
  EXPECT_LT(read_bytes(file("first.zip")).size(), 600u) << "text is packed";
}

TEST_F(PackZips, stay_as_they_were_when_an_entry_fails) {
  write("out.zip", "before");
  const auto fail = [](const std::string& name) -> std::string { throw BadInput(name + " is lost"); };
  EXPECT_EQ(refusal([&] { write_zip(file("out.zip"), {"a"}, fail); }), "a is lost");
  EXPECT_EQ(read_bytes(file("out.zip")), "before");
  EXPECT_EQ(files_in_folder(), 1);
}

TEST_F(PackZips, are_named_when_they_cannot_be_written) {
  const auto read = [](const std::string&) { return std::string("x"); };
  EXPECT_THAT(refusal([&] { write_zip(file("none/out.zip"), {"a"}, read); }), HasSubstr("does not exist"));
}

TEST_F(PackZips, do_not_replace_what_is_read) {
  const std::string path = zip_of({{"a", "x"}});
  EXPECT_THAT(refusal([&] { check_pack_output(path, path); }), HasSubstr("over itself"));
  check_pack_output(file("other.zip"), path);
  EXPECT_EQ(files_in_folder(), 1);
}

class PackOutputs : public Packs {};

TEST_F(PackOutputs, are_folders_of_their_own) {
  const std::string pack = folder_of("pack", {{"pack.mcmeta", "{}"}, {"a", "x"}});
  const std::string other = folder_of("other", {{"letter.txt", "dear"}});
  check_pack_output(file("new"), pack);
  EXPECT_THAT(refusal([&] { check_pack_output(pack + "/", pack); }), HasSubstr("over itself"));
  EXPECT_THAT(refusal([&] { check_pack_output(pack + "/out", pack); }), HasSubstr("lies in"));
  EXPECT_THAT(refusal([&] { check_pack_output(pack + "/out.zip", pack); }), HasSubstr("lies in"));
  EXPECT_THAT(refusal([&] { check_pack_output(file(""), pack); }), HasSubstr("contains"));
  EXPECT_THAT(refusal([&] { check_pack_output(other, pack); }), HasSubstr("other things"));
  EXPECT_THAT(refusal([&] { check_pack_output(other + "/letter.txt", pack); }), HasSubstr("is a file"));
  EXPECT_THAT(refusal([&] { check_pack_output(file("no/where"), pack); }), HasSubstr("does not exist"));
  check_pack_output(folder_of("older", {{"pack.mcmeta", "{}"}}), pack);
}

TEST_F(PackOutputs, leave_right_files_alone) {
  const std::string out = folder_of("out", {{"pack.mcmeta", "{}"}, {"a/b", "old"}, {"mine", "m"}});
  const auto long_ago = std::filesystem::last_write_time(out) - std::chrono::hours(1000);
  std::filesystem::last_write_time(out + "/pack.mcmeta", long_ago);
  write_pack(out, {"a/b", "pack.mcmeta"},
             [](const std::string& name) { return name == "a/b" ? "new" : "{}"; });
  EXPECT_EQ(read_bytes(out + "/a/b"), "new");
  EXPECT_EQ(read_bytes(out + "/mine"), "m");
  EXPECT_EQ(std::filesystem::last_write_time(out + "/pack.mcmeta"), long_ago);
}

}  // namespace
}  // namespace doodle
