#!/usr/bin/env bash
# Installs what is missing, builds the program and paints data/examples. The picture's path and the time come last.
set -euo pipefail
cd "$(dirname "$0")/.."
examples=data/examples
output=out/harbour.png

scripts/install_packages.sh
cmake --preset cpu >/dev/null
cmake --build build/cpu --target doodle_command --parallel "$(nproc)"

mkdir -p out
start=$(date +%s)
build/cpu/apps/doodle/doodle paint --style $examples/painting.png \
  --target-map $examples/harbour_sem.png --labels $examples/labels.toml --output $output >/dev/null
echo "$PWD/$output, painted in $(($(date +%s) - start)) s"
