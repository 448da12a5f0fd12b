#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Defined by each fuzz target. libFuzzer calls it with inputs that it evolves; driver.cpp, for other
/// compilers, with random bytes and mutated seeds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// Defined by each fuzz target: sound inputs for driver.cpp to start from.
std::vector<std::string> fuzz_seeds();
