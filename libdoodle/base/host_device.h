#pragma once

/// Marks a function that CUDA compiles for both sides.
#if defined(__CUDACC__)
#define DOODLE_HD __host__ __device__
#else
#define DOODLE_HD
#endif
