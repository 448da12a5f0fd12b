#!/usr/bin/env bash
# Paints the pictures of docs/images that the README shows, from data/examples, with the program of build/cpu.
set -euo pipefail
cd "$(dirname "$0")/.."
doodle=build/cpu/apps/doodle/doodle
examples=data/examples

# paint DOODLE OUTPUT [option...]
paint() {
  "$doodle" paint --style $examples/painting.png --target-map "$examples/$1" --labels $examples/labels.toml \
    --output "docs/images/$2" "${@:3}"
}

paint harbour_sem.png harbour.jpg "$@"
paint island_sem.png island.jpg "$@"
for tile in bricks planks; do
  "$doodle" upscale $examples/tiles/$tile.png --scale 12 --tile xy --output docs/images/$tile.jpg "$@"
  "$doodle" upscale $examples/tiles/$tile.png --scale 12 --tile xy --style $examples/texture.png \
    --output "docs/images/${tile}_pebbles.jpg" "$@"
done
"$doodle" upscale $examples/items/sword.png --scale 12 --output docs/images/sword.png "$@"
"$doodle" upscale $examples/items/sword.png --scale 12 --style $examples/texture.png --output docs/images/sword_pebbles.png "$@"
"$doodle" texture $examples/texture.png --output-size 768x512 --output docs/images/texture.jpg "$@"
"$doodle" texture $examples/texture.png --output-size 192x192 --style-scale 0.5 --tile xy --output docs/images/tile.jpg "$@"
"$doodle" texture --inpaint $examples/painting.png --mask $examples/painting_hole.png --output docs/images/hole.jpg "$@"
style() { "$doodle" style --content "$examples/$1" --style "$examples/$2" --output "docs/images/$3" "${@:4}"; }
style texture.png painting.png style.jpg --output-size 320x320
style texture.png painting.png style_luminance.jpg --output-size 320x320 --colours luminance
style painting.png texture.png style_pebbles.jpg --output-size 320x240
"$doodle" world $examples/island_sem.png --labels $examples/labels.toml --style $examples/painting.png \
  --style-map $examples/painting_sem.png --output-size 1024x597 --chunk 400 --output docs/images/world.jpg --quality draft

# Nine squares of four variations.
squares=$(mktemp -d)
trap 'rm -r "$squares"' EXIT
"$doodle" texture $examples/texture.png --output-size 192x192 --style-scale 0.5 --variations 4 --borders shared \
  --output "$squares/floor.png" "$@"
oiiotool $(for i in 1 2 3 4 1 2 3 4 1; do echo "$squares/floor_$i.png"; done) --mosaic 3x3 --attrib Compression jpeg:85 \
  -o docs/images/floor.jpg
