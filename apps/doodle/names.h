#pragma once

#include <string>

#include "doodle/options.h"

namespace doodle::cli {

/// `512x384` as a size. Throws UsageError for anything else; ranges are the library's to check.
Size parse_size(const std::string& text);

/// `16:240` as the two ends of SeedOptions. Throws UsageError for anything else.
void parse_seed_range(const std::string& text, SeedOptions& seed);

/// The library's name of a device: Theano's `gpu`, `gpu0` and `cuda0` become `cuda`, `cuda:0`; others are
/// kept.
std::string device_name(const std::string& text);

/// `none`, `x`, `y` or `xy`, and back. Throws UsageError, naming `option`, for anything else.
Wrap parse_wrap(const std::string& option, const std::string& text);
std::string wrap_name(Wrap wrap);

/// `2G`, `512M`, `600000K` (powers of 1024) or a number of bytes, as GiB, and back. Throws UsageError for
/// anything else and for nothing at all.
double parse_memory(const std::string& text);
std::string memory_name(double gib);

/// `draft`, `standard` or `fine`. Throws UsageError for anything else.
Quality parse_quality(const std::string& text);

/// `automatic`, `labels`, `guide` or `colour`, and back. Throws UsageError for anything else.
MapMode parse_map_mode(const std::string& text);
std::string map_mode_name(MapMode mode);

}  // namespace doodle::cli
