// What a pickle may not do.
#include "importers/pickle.h"

#include "importers/pickled_arrays.h"
#include "importers/weights_fixture.h"

namespace doodle {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

/// The message with which a pickle is refused; fails when it is taken.
std::string refusal(const std::string& pickle) {
  try {
    read_pickle_file(pickle);
  } catch (const BrokenFile& reason) {
    return reason.what();
  }
  ADD_FAILURE() << "the pickle was taken";
  return "";
}

std::string repeated(const std::string& part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

/// An ndarray of shape (count), fp32, without data.
std::string ndarray(const std::string& shape) {
  return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1"s + shape +
         "cnumpy\ndtype\nU\2f4K\0K\1\x87R\x89U\4abcdtb"s;
}

TEST(HostilePickle, may_not_name_functions_of_python) {
  for (const char* name : {"os\nsystem\n", "posix\nsystem\n", "builtins\neval\n", "__builtin__\nexec\n",
                           "subprocess\nPopen\n", "torch\nload\n", "numpy\nload\n", "collections\n\n"}) {
    const std::string message = refusal("c"s + name + "(S'echo'\ntR.");
    EXPECT_THAT(message, HasSubstr("nothing was run")) << name;
    EXPECT_THAT(message, ::testing::Not(HasSubstr("\n")));
  }
  EXPECT_THAT(refusal("\x80\4\x8c\2os\x8c\6system\x93."s), HasSubstr("os system"));
}

TEST(HostilePickle, may_not_use_other_instructions) {
  EXPECT_THAT(refusal("(S'a'\nios\nsystem\n."s), HasSubstr("instruction 0x69"));
  EXPECT_THAT(refusal("\x82\1."s), HasSubstr("instruction 0x82"));  // a registered extension
  EXPECT_THAT(refusal("ccollections\nOrderedDict\n)\x81."s), HasSubstr("instruction 0x81"));
}

TEST(HostilePickle, may_call_nothing_but_constructors) {
  refusal("K\1)R.");
  refusal("cnumpy\nndarray\n)R.");
  refusal("ctorch\nFloatStorage\n)R.");
  refusal("ctorch._utils\n_rebuild_tensor_v2\n)R.");
  refusal("cnumpy\ndtype\n)R.");
}

TEST(HostilePickle, may_not_take_what_is_not_there) {
  for (const char* pickle : {".", "0.", "t.", "a.", "]a.", "(0.", "}K\1s.", "s.", "R.", "b.", "\x85.", "u.",
                             "2.", "h\1.", "j\1\1\1\1.", "g7\n.", "q\1.", "Kab"})
    refusal(pickle);
}

TEST(HostilePickle, may_not_lie_about_lengths) {
  refusal("X\xff\xff\xff\xff."s);
  refusal("\x8e\xff\xff\xff\xff\xff\xff\xff\xff."s);
  refusal("\x8d\0\0\0\0\0\0\0\x80."s);
  refusal("\x8b\xff\xff\xff\xff."s);
  refusal("\x80\6N."s);
}

TEST(HostilePickle, may_not_hold_absurd_arrays) {
  EXPECT_THAT(refusal(ndarray("(J\xff\xff\xff\xfft") + "."), HasSubstr("negative"));
  EXPECT_THAT(refusal(ndarray("(\x8a\x08\0\0\0\0\0\0\0\x40K\4K\4t"s) + "."), HasSubstr("too large"));
  EXPECT_THAT(refusal(ndarray("(K\2t") + "."), HasSubstr("4 bytes"));
  EXPECT_EQ(read_pickle_file(ndarray("(K\1t") + ".").arrays().front().values.size(), 1u);
}

TEST(HostilePickle, may_not_grow_out_of_proportion) {
  EXPECT_THAT(refusal(repeated("N", 300000) + "."), HasSubstr("more objects"));
  EXPECT_THAT(refusal("]q\1" + repeated("h\1", 1100000) + "."), HasSubstr("nests more"));
  // Each list holds the one before it ten times: 10^30 lists to walk.
  std::string laughs = "]q\1";
  for (int level = 0; level < 15; ++level) laughs += "](" + repeated("h\1", 10) + "eq\1";
  EXPECT_THAT(refusal(laughs + "."), HasSubstr("deeper"));
  EXPECT_THAT(refusal("]q\1h\1a."), HasSubstr("deeper"));  // a list that holds itself
}

TEST(HostilePickle, may_not_nest_without_end) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += ")";
  for (int i = 0; i < 99; ++i) deep += "\x86";  // pairs within pairs
  EXPECT_THAT(refusal(deep + "."), HasSubstr("deeper"));
}

}  // namespace
}  // namespace doodle
