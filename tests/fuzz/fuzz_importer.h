#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "fuzz/driver.h"
#include "importers/readers.h"

/// Any bytes are either arrays whose values are as many as their shapes say, or a BrokenFile.
template <class Reader>
void try_importer(const Reader& reader, const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    const doodle::ModelArrays file = reader(bytes);
    for (const doodle::NamedArray& array : file.arrays())
      if (!array.values.empty() &&
          static_cast<std::int64_t>(array.values.size()) != doodle::ModelArrays::count(array.shape))
        throw std::logic_error("an array does not have the size of its shape");
  } catch (const doodle::BrokenFile& refusal) {
    const std::string message = refusal.what();
    if (message.empty() || message.find('\n') != std::string::npos)
      throw std::logic_error("the refusal is not one line");
  }
}
