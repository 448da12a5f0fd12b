#!/usr/bin/env python3
"""Makes the same texture with more and more variety, side by side, from one session."""

import argparse
import pathlib

import numpy as np

import doodle


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=pathlib.Path, default="data/examples", help="the folder data/examples")
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--output", default="variety.png")
    arguments = parser.parse_args()

    session = doodle.Session(output_size=(arguments.width, arguments.width), random_seed=1)
    strips = []
    for variety in (0.0, 0.5, 1.0):
        picture = session.texture(arguments.examples / "texture.png", variety=variety)
        print(f"variety {variety}: {picture.parameters['variety']}, {len(picture.phases)} phases")
        strips.append(picture.array())
    doodle.Picture(np.concatenate(strips, axis=1)).save(arguments.output)


if __name__ == "__main__":
    main()
