// What a pack may hold, in a folder or in a zip file.
#include "pack/source.h"

#include <sys/stat.h>

#include "pack/entry_names.h"
#include "pack/pack_fixture.h"

namespace doodle {
namespace {

std::vector<std::string> checked(const std::vector<std::string>& names) {
  return checked_names(names, "p.zip");
}

class PackNames : public Packs {};

TEST_F(PackNames, are_sorted) {
  EXPECT_THAT(checked({"b", "a/c", "a-b", "a.png"}), ElementsAre("a-b", "a.png", "a/c", "b"));
}

TEST_F(PackNames, may_not_lead_out) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"/etc/passwd", "absolute"}, {"../a", "\"..\""},       {"a/../../b", "\"..\""}, {"a/..", "\"..\""},
      {"a\\b", "backslash"},       {"C:/a", "drive letter"}, {"c:a", "drive letter"}, {"a//b", "empty part"},
      {"./a", "empty part"},       {"a\nb", "control"},      {"", "no name"}};
  for (const auto& [name, reason] : cases)
    EXPECT_THAT(refusal([&] {
                  checked({"pack.mcmeta", name});
                }),
                AllOf(HasSubstr("p.zip"), HasSubstr(reason)))
        << name;
}

TEST_F(PackNames, may_have_dots) {
  EXPECT_THAT(checked({"..a", "a..b/c...", ".git/x"}), ElementsAre("..a", ".git/x", "a..b/c..."));
}

TEST_F(PackNames, are_there_once) {
  EXPECT_THAT(refusal([&] { checked({"a", "b", "a"}); }), HasSubstr("\"a\" is refused: it is there twice"));
  EXPECT_THAT(refusal([&] { checked({"a/b", "a.png", "a"}); }), HasSubstr("\"a\" is a file, not a folder"));
}

TEST_F(PackNames, are_at_least_one_and_at_most_so_many) {
  EXPECT_THAT(refusal([&] { checked({}); }), HasSubstr("no entries"));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < most_pack_entries; ++i) names.push_back(std::to_string(i));
  EXPECT_EQ(checked(names).size(), most_pack_entries);
  names.emplace_back("one more");
  EXPECT_THAT(refusal([&] { checked(names); }), HasSubstr("at most 100000"));
}

class PackFolders : public Packs {};

TEST_F(PackFolders, give_their_entries) {
  const auto pack =
      open_pack(folder_of("pack", {{"pack.mcmeta", "{}"}, {"assets/a.png", "x\0y"}, {".hidden", ""}}));
  EXPECT_THAT(pack->names(), ElementsAre(".hidden", "assets/a.png", "pack.mcmeta"));
  EXPECT_EQ(pack->read("pack.mcmeta"), "{}");
  EXPECT_TRUE(pack->contains("assets/a.png"));
  EXPECT_FALSE(pack->contains("assets"));
}

TEST_F(PackFolders, may_have_no_links) {
  const std::string pack = folder_of("pack", {{"pack.mcmeta", "{}"}});
  std::filesystem::create_symlink("/etc/passwd", pack + "/stolen.png");
  EXPECT_THAT(refusal([&] { open_pack(pack); }),
              HasSubstr("\"stolen.png\" is refused: it is a symbolic link"));
  std::filesystem::remove(pack + "/stolen.png");
  std::filesystem::create_directory_symlink("/etc", pack + "/etc");
  EXPECT_THAT(refusal([&] { open_pack(pack); }), HasSubstr("\"etc\" is refused: it is a symbolic link"));
}

TEST_F(PackFolders, may_have_no_pipes) {
  const std::string pack = folder_of("pack", {{"pack.mcmeta", "{}"}});
  ASSERT_EQ(mkfifo((pack + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(refusal([&] { open_pack(pack); }), HasSubstr("\"pipe\" is refused: it is not a file"));
}

TEST_F(PackFolders, may_have_no_files_too_large_to_read) {
  const std::string pack = folder_of("pack", {{"pack.mcmeta", "{}"}, {"huge", ""}});
  std::filesystem::resize_file(pack + "/huge", largest_pack_entry + 1);  // takes no place on the disk
  EXPECT_THAT(refusal([&] { open_pack(pack); }), HasSubstr("\"huge\" is refused"));
}

TEST_F(PackFolders, must_be_there) {
  EXPECT_THAT(refusal([&] { open_pack(file("none")); }), HasSubstr("does not exist"));
  std::filesystem::create_directory(file("empty"));
  EXPECT_THAT(refusal([&] { open_pack(file("empty")); }), HasSubstr("no entries"));
}

}  // namespace
}  // namespace doodle
