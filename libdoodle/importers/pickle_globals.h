#pragma once

#include "importers/number_data.h"
#include "importers/pickle_value.h"

namespace doodle {

/// Throws BrokenFile when `module name` is not one of the constructors of arrays and dictionaries that
/// networks are made of.
void check_global(std::string_view global);

/// What the call of a global with these arguments stands for.
PickleValue* call_global(PickleValues& values, const PickleValue& global, const PickleValue& arguments);

/// What BUILD does: gives an array or its dtype their state. State of other objects is ignored.
void set_state(PickleValue& value, const PickleValue& state);

/// The numbers of one of PyTorch's storages by its class: `torch FloatStorage`; other for the rest.
NumberFormat storage_format(std::string_view global);

}  // namespace doodle
