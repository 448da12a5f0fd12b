#!/usr/bin/env bash
# All that a machine with a GPU can say of the CUDA module, in stages that each have a time limit and are not done twice:
#
#   build        the module, the conformance tests, the benchmark (with a pack, see below, nothing is built)
#   conformance  every operation on the device against the oracles
#   benchmark    evaluations, matching and paintings, and the same evaluation in PyTorch
#   paint        paintings from raw arrays, kept as pictures
#   sanitize     compute-sanitizer's four tools on small cases
#   report       appends what was seen to docs/gpu_runs.md
#
# usage: tests/gpu/run.sh [--device cuda:N] [--seconds N] [stage...]     all stages; --seconds (default 560): no stage begins later
#        tests/gpu/run.sh --device emulated     the same without a GPU, on the emulation, in small: proves this script
#        tests/gpu/run.sh pack                  builds here what a machine without the build's packages needs: it is put into
#                                               build/gpu/pack.tar.gz, to be carried there
# A stage that has passed for this commit and device is skipped; build/gpu/log has what each one said. With $OUT set, logs, pictures
# and the report are copied there.
set -euo pipefail
cd "$(dirname "$0")/../.."

device=cuda seconds=560 stages=()
while (($#)); do
  case "$1" in
    --device) device=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    build | conformance | sanitize | paint | benchmark | report | pack) stages+=("$1"); shift ;;
    *) sed -n 's/^# \{0,1\}//; 2,16p' "$0" >&2; exit 2 ;;
  esac
done
((${#stages[@]})) || stages=(build conformance benchmark paint sanitize report)

build=build/gpu
programs=$build/bin
# With a pack, its programs are used, and what is said is said of the commit that they are of.
if [[ -f $build/pack.tar.gz && " ${stages[*]} " != *" pack "* ]]; then
  tar -xzf "$build/pack.tar.gz" -C "$build"
  programs=$build/pack
  commit=$(cat "$programs/commit")
else
  commit=$(git describe --always --dirty 2>/dev/null || echo unknown)
fi
state=$build/log/$commit-${device//:/-}
mkdir -p "$state"
emulated=$([[ $device == emulated ]] && echo 1 || true)

use_programs() {
  export DOODLE_MODULES=$PWD/$programs LD_LIBRARY_PATH=$PWD/$programs/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export DOODLE_TEST_DEVICE=$device OMP_WAIT_POLICY=passive
}

compile() {
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DDOODLE_CUDA=ON -DDOODLE_IMAGE_IO=OFF -DDOODLE_APPS=OFF \
    -DDOODLE_FETCH=OFF -DDOODLE_IMPORTERS=OFF -DCMAKE_CUDA_FLAGS=-lineinfo  # for compute-sanitizer
  cmake --build "$build" --parallel "$(nproc)" --target doodle_cuda gpu_conformance gpu_benchmark emulated_conformance
  mkdir -p "$build/bin"
  cp "$build"/tests/gpu/{gpu_conformance,gpu_benchmark,emulated_conformance} "$build/cuda_kernels/module/doodle_cuda.so" "$build/bin"
}

stage_build() {
  if [[ $programs == "$build/pack" ]]; then
    echo "the pack's programs are used"
  else
    compile
  fi
}

# The programs, and the libraries that they need beyond the system's own.
stage_pack() {
  compile
  rm -rf "$build/pack" && mkdir -p "$build/pack/lib"
  cp "$build"/bin/* "$build/pack"
  echo "$commit" >"$build/pack/commit"
  strip "$build"/pack/{gpu_conformance,gpu_benchmark,emulated_conformance,doodle_cuda.so}
  ldd "$build"/pack/gpu_{conformance,benchmark} | awk '/=> \// {print $3}' | sort -u |
    grep -Ev '/lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+)\.so' | xargs cp -Lt "$build/pack/lib"
  tar -czf "$build/pack.tar.gz" -C "$build" pack
  rm -rf "$build/pack"
  echo "$build/pack.tar.gz: $(du -h "$build/pack.tar.gz" | cut -f1)"
}

stage_conformance() {
  local program=gpu_conformance filter='-*hreads*:*AMatchOutside*'
  [[ -z $emulated ]] || { program=emulated_conformance filter='Match.takes*:*Lbfgs*:HalfNetwork.Neither*:Loops.*:TiledPlan.Leaves*'; }
  "$programs/$program" --gtest_brief=1 --gtest_filter="$filter"
}

stage_sanitize() {
  [[ -z $emulated ]] || { echo "skipped: compute-sanitizer needs a GPU"; return; }
  command -v compute-sanitizer >/dev/null || { echo "skipped: there is no compute-sanitizer"; return; }
  # Side by side: most of it is the tools' own work on the host. Racecheck takes many times as long: test by test, not those of loops, and
  # not the search by groups of warps, whose gates it does not follow (docs/decisions/0025-match-by-groups.md).
  local tests='Match.takes_variety*:Match.subtracts*:HalfNetwork.Neither*:HalfNetwork.ABlack*:*Pools*:*Gram*:*Lbfgs*:*Adam*:*Vote*:Replace.*:WindowMatch.*:Torus.*:*Seams*:*PixelMatch*-*hreads*'
  local tool status=0 folder
  folder=$(mktemp -d)
  for tool in memcheck synccheck initcheck; do
    check_with "$tool" "Loops.*:Match.agrees*:$tests" "$folder/$tool" &
  done
  "$programs/gpu_conformance" --gtest_list_tests --gtest_filter="$tests" 2>/dev/null |
    sed 's/ *#.*//' | awk '/^[^ ]/ {suite = $1; next} {print suite $1}' >"$folder/tests"
  export -f check_with
  xargs -a "$folder/tests" -P 12 -I{} bash -c 'check_with racecheck "{}" "$0/race.$(tr / _ <<<"{}")"' "$folder"
  wait
  for tool in memcheck synccheck initcheck; do
    tail -n 1 "$folder/$tool"
    grep -q clean "$folder/$tool" || status=1
  done
  echo "racecheck: $(grep -l clean "$folder"/race.* | wc -l) of $(wc -l <"$folder/tests") tests clean"
  grep -L clean "$folder"/race.* | sed 's/.*race\./racecheck: failed in /' || true
  [[ -z $(grep -L clean "$folder"/race.*) ]] || status=1
  rm -r "$folder"
  return $status
}

# check_with TOOL TESTS LOG: ends the log with "TOOL: clean" or what it ended with.
check_with() {
  local result=0
  timeout 150 compute-sanitizer --tool "$1" --error-exitcode 9 "$programs/gpu_conformance" --gtest_brief=1 \
    --gtest_filter="$2" >"$3" 2>&1 || result=$?
  if ((result == 0)); then echo "$1: clean" >>"$3"; else echo "$1: failed with $result" >>"$3"; fi
}

stage_paint() {
  local works=("paint 512 512" "paint 1280 720" "thin 512 512" "style 512 512") work
  [[ -z $emulated ]] || works=("thin 48 40")
  for work in "${works[@]}"; do
    "$programs/gpu_benchmark" "$device" $work 1 "$state/${work// /_}.ppm"
    # The same on the CPU, to be compared by loss and by eye.
    [[ $work == *1280* ]] || "$programs/gpu_benchmark" cpu $work 1 "$state/${work// /_}_cpu.ppm"
  done
}

stage_benchmark() {
  if [[ -n $emulated ]]; then
    "$programs/gpu_benchmark" emulated match 8 8 1
    return
  fi
  local size
  for size in "512 512" "1280 720"; do
    "$programs/gpu_benchmark" "$device" evaluation $size 20
    python3 tests/gpu/peer.py $size 10 || echo "PyTorch: failed"
    python3 tests/gpu/peer.py $size 10 --half || echo "PyTorch in fp16: failed"
  done
  for size in "64 64" "128 128" "320 180"; do
    "$programs/gpu_benchmark" "$device" match $size 20
  done
  "$programs/gpu_benchmark" "$device" draft 512 512 5
  "$programs/gpu_benchmark" "$device" thin 512 512 5
  "$programs/gpu_benchmark" "$device" paint 512 512 3
  "$programs/gpu_benchmark" "$device" paint 1280 720 3
  "$programs/gpu_benchmark" "$device" style 512 512 3
}

# Appends what the stages left, unless this very run is there already.
stage_report() {
  local stage
  {
    echo
    echo "## $(date -u +%F) $commit on $device"
    echo
    nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null | sed 's/^/- /' || true
    nvcc --version 2>/dev/null | sed -n 's/.*release/- nvcc/p' || true
    for stage in conformance benchmark paint sanitize; do
      if [[ -f $state/$stage.log ]]; then
        echo "- $stage ($([[ -f $state/$stage.passed ]] && echo passed || echo 'not passed')):"
        grep -E 'PASSED|FAILED|clean|failed|skipped| on ' "$state/$stage.log" | sed 's/^/  - /' || true
      else
        echo "- $stage: not run"
      fi
    done
  } >"$state/report.md"
  [[ -n $emulated ]] || cat "$state/report.md" >>docs/gpu_runs.md
  cat "$state/report.md"
}

limit_of() {
  case "$1" in
    build | pack) echo 3000 ;;
    conformance) echo 180 ;;
    sanitize) echo 420 ;;
    *) echo 240 ;;
  esac
}

# run_stage STAGE: in a shell of its own, under its limit.
run_stage() {
  local stage=$1 status=0
  if [[ -f $state/$stage.passed && $stage != report && $commit != *-dirty ]]; then
    echo "== $stage: passed before"
    return
  fi
  if ((SECONDS > seconds)) && [[ $stage != report ]]; then
    echo "== $stage: no time left; run this again"
    return 1
  fi
  echo "== $stage"
  export programs build device emulated state commit
  timeout "$(limit_of "$stage")" bash -euo pipefail -c "$(declare -f); stage_$stage" 2>&1 | tee "$state/$stage.log" || status=$?
  if ((status == 0)); then touch "$state/$stage.passed"; else echo "== $stage: failed ($status)"; fi
  return $status
}

result=0
for stage in "${stages[@]}"; do
  [[ $stage == build || $stage == pack ]] || use_programs
  run_stage "$stage" || result=1
done
if [[ -n ${OUT:-} ]]; then
  tar -czf "$OUT/log.tar.gz" -C "$state" .
  cp "$state/report.md" "$OUT/gpu_run.md" 2>/dev/null || true
fi
exit $result
