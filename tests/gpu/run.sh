#!/usr/bin/env bash
# On a machine with a GPU, nvcc, cmake and the build's other packages (OpenImageIO is not needed): builds the module, runs the
# conformance tests on the device, compute-sanitizer on small cases, and appends what it saw to docs/gpu_runs.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/gpu

cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DDOODLE_CUDA=ON -DDOODLE_IMAGE_IO=OFF -DDOODLE_APPS=OFF \
      -DDOODLE_FETCH=OFF -DDOODLE_IMPORTERS=OFF >/dev/null
cmake --build "$build" --parallel "$(nproc)"
export DOODLE_MODULES="$PWD/$build/cuda_kernels/module" DOODLE_TEST_DEVICE=cuda

tests=("$build"/tests/conformance/{losses_test,optimiser_operations_test,vectors_test,vote_test,statistics_test,network_test,match_test,pixel_match_test})
log=$(mktemp)
status=0
for test in "${tests[@]}"; do
  "$test" --gtest_brief=1 2>&1 | tee -a "$log" || status=1
done
for tool in memcheck racecheck initcheck synccheck; do
  for test in "${tests[@]}"; do
    compute-sanitizer --tool "$tool" --error-exitcode 9 "$test" --gtest_filter='*every_shape*:*Sum*:*Sweep*' \
      --gtest_brief=1 >>"$log" 2>&1 && echo "$tool $(basename "$test"): clean" | tee -a "$log" || {
      echo "$tool $(basename "$test"): failed" | tee -a "$log"
      status=1
    }
  done
done

{
  echo
  echo "## $(date -u +%F) $(git rev-parse --short HEAD 2>/dev/null || echo 'no commit')"
  echo
  nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | sed 's/^/- /'
  nvcc --version | sed -n 's/.*release/- nvcc/p'
  grep -E 'PASSED|FAILED|clean|failed' "$log" | sed 's/^/- /'
} >>docs/gpu_runs.md
exit $status
