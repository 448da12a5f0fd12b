#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests: the quick ones, or with --all every one; then the quick ones
# once more under AddressSanitizer and UndefinedBehaviorSanitizer. ctest's closing lines come last.
set -euo pipefail
cd "$(dirname "$0")/.."

labels=(-L quick)
case "${1:-}" in
  "") ;;
  --all) labels=() ;;
  *) echo "usage: scripts/test.sh [--all]" >&2; exit 2 ;;
esac

summary=()
# run_tests PRESET ctest-arguments...: configures, builds and tests; keeps ctest's closing lines.
run_tests() {
  local preset=$1 log status=0
  shift
  log=build/$preset/ctest.log
  # `set -e` does not reach into a function whose failure is caught.
  cmake --preset "$preset" >/dev/null || return
  cmake --build "build/$preset" --parallel "$(nproc)" || return
  ctest --test-dir "build/$preset" --output-on-failure --parallel "$(nproc)" "$@" 2>&1 | tee "$log" || status=$?
  summary+=("== $preset" "$(sed -n '/tests passed/,$p' "$log")")
  return $status
}

scripts/install_packages.sh
status=0
run_tests cpu "${labels[@]}" || status=$?
run_tests cpu-debug -L quick || status=$?
printf '%s\n' "${summary[@]}"
exit $status
