#!/usr/bin/env bash
# Paints the pictures of docs/images that the README shows, from data/examples, with the program of build/cpu.
set -euo pipefail
cd "$(dirname "$0")/.."
doodle=build/cpu/apps/doodle/doodle
examples=data/examples

"$doodle" paint --style $examples/painting.png --target-map $examples/harbour_sem.png -o docs/images/harbour.jpg "$@"
"$doodle" paint --style $examples/painting.png --target-map $examples/island_sem.png -o docs/images/island.jpg "$@"
"$doodle" texture $examples/texture.png --output-size 768x512 -o docs/images/texture.jpg "$@"
