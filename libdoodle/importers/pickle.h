#pragma once

#include "importers/byte_cursor.h"
#include "importers/pickle_value.h"

namespace doodle {

/// Reads one pickle (protocols 0 to 5) from the cursor and returns what it describes. Nothing is executed:
/// the instructions that build numbers, texts, tuples, lists and dictionaries are followed, and calls are
/// understood for the few constructors of arrays in pickle_globals.h; BrokenFile, naming the thing, for any
/// other. Texts refer to the bytes under the cursor, which must outlive `values`.
const PickleValue& read_pickle(ByteCursor& cursor, PickleValues& values);

}  // namespace doodle
