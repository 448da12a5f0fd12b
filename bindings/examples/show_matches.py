#!/usr/bin/env python3
"""Shows where a network finds each patch of one picture in another: hue is the place, brightness the score."""

import argparse
import pathlib

import numpy as np

import doodle


def colours_of(matches, size):
    """Red by row, green by column of the match, darker where it fits worse."""
    rows = matches.row / max(1, size[0] - 3)
    columns = matches.column / max(1, size[1] - 3)
    score = np.clip(matches.score, 0, 1)
    return np.stack([rows * score, columns * score, (1 - rows) * score], axis=-1).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=pathlib.Path, default="data/examples", help="the folder data/examples")
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--output", default="matches.png")
    arguments = parser.parse_args()

    size = (arguments.width, arguments.width * 3 // 4)
    painting = arguments.examples / "painting.png"
    painted = doodle.paint(
        painting,
        style_map=arguments.examples / "painting_sem.png",
        target_map=arguments.examples / "island_sem.png",
        output_size=size,
    )
    session = doodle.Session()
    current = session.features(painted, "3_1")["3_1"]
    style = session.features(painting, "3_1")["3_1"]
    matches = doodle.match(current, style)
    used = len(np.unique(matches.row * style.shape[1] + matches.column))
    print(f"{matches.score.size} patches use {used} of the painting's; mean score {matches.score.mean():.3f}")
    doodle.Picture(colours_of(matches, style.shape)).save(arguments.output)


if __name__ == "__main__":
    main()
