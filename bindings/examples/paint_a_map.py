#!/usr/bin/env python3
"""Paints a map of colours in the manner of a painting, and looks at every phase on the way."""

import argparse
import pathlib

import doodle


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=pathlib.Path, default="data/examples", help="the folder data/examples")
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--output", default="harbour.png")
    arguments = parser.parse_args()

    pictures = doodle.paint_phases(
        arguments.examples / "painting.png",
        style_map=arguments.examples / "painting_sem.png",
        target_map=arguments.examples / "harbour_sem.png",
        output_size=(arguments.width, arguments.width * 3 // 4),
    )
    for phase, picture in enumerate(pictures):
        print(f"phase {phase}: {picture.size[0]}x{picture.size[1]}")
    for notice in picture.notices:
        print(notice)
    picture.save(arguments.output)


if __name__ == "__main__":
    main()
