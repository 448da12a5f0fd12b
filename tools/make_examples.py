#!/usr/bin/env python3
"""Makes the files of data/examples. Needs Python 3, numpy and Pillow.

usage: make_examples.py [--check] [FOLDER]      --check compares with what is there and writes nothing
"""

import argparse
import json
import pathlib
import sys

import numpy as np
from PIL import Image

from examples import doodles, fields, gravel, holes, items, painting, palette, tiles

HOME = pathlib.Path(__file__).resolve().parent.parent / "data" / "examples"
WATER = {"animation": {"frametime": 4, "interpolate": True}}


def pictures():
    """Name and pixels of every picture, one after the other."""
    picture, labels = painting.paint(fields.make_rng(7))
    yield "painting.png", picture
    yield "painting_sem.png", labels
    yield "harbour_sem.png", doodles.harbour()
    yield "island_sem.png", doodles.island()
    yield "texture.png", gravel.gravel()
    yield "painting_hole.png", holes.rocks()
    for tile in (tiles.grass_top, tiles.stone, tiles.bricks, tiles.planks, tiles.leaves, tiles.water):
        yield f"tiles/{tile.__name__}.png", tile()
    yield "items/sword.png", items.sword()


def texts():
    yield "labels.toml", palette.labels_toml()
    yield "tiles/water.png.mcmeta", json.dumps(WATER, indent=2) + "\n"


def same_picture(path, pixels):
    """Within 2 levels on 99.9% of the pixels: other versions of numpy and Pillow may round otherwise."""
    if not path.exists():
        return False
    there = np.asarray(Image.open(path))
    if there.shape != pixels.shape:
        return False
    off = np.abs(there.astype(int) - pixels.astype(int)).max(-1)
    return (off <= 2).mean() >= 0.999


def main():
    parser = argparse.ArgumentParser(description="Makes the files of data/examples.")
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=HOME)
    arguments = parser.parse_args()
    wrong = []
    for name, pixels in pictures():
        path = arguments.folder / name
        if arguments.check:
            wrong += [] if same_picture(path, pixels) else [name]
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path, optimize=True)
    for name, text in texts():
        path = arguments.folder / name
        if arguments.check:
            wrong += [] if path.exists() and path.read_text() == text else [name]
        else:
            path.write_text(text)
    if wrong:
        sys.exit("not what tools/make_examples.py makes: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
