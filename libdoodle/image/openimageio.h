#pragma once

// fmt comes first: else OpenImageIO's headers would define all of it once more, without exceptions, and the
// linker might take that for the whole program.
// clang-format off
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/printf.h>

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>
// clang-format on
