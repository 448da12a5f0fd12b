"""Pixel art: 16x16 tiles that wrap at their edges."""

import numpy as np

from .fields import make_rng

SIDE = 16


def speckle(seed, colours, shares):
    """Each pixel one of the colours, by these shares."""
    chosen = make_rng(seed).choice(len(colours), (SIDE, SIDE), p=shares)
    return np.uint8(colours)[chosen]


def grass_top():
    return speckle(1, [(86, 125, 50), (104, 147, 60), (70, 106, 42), (126, 166, 74)], [0.4, 0.3, 0.2, 0.1])


def stone():
    tile = speckle(2, [(125, 125, 127), (112, 112, 115), (138, 138, 140)], [0.6, 0.25, 0.15])
    for x, y, length in [(1, 3, 5), (8, 6, 6), (3, 11, 4), (11, 13, 4), (12, 1, 3)]:
        tile[y, (x + np.arange(length)) % SIDE] = (96, 96, 100)
    return tile


def bricks():
    tile = speckle(3, [(150, 74, 58), (162, 84, 66), (138, 66, 52)], [0.5, 0.3, 0.2])
    for row in range(4):
        tile[4 * row + 3] = (176, 166, 154)
        tile[4 * row : 4 * row + 3, [0 if row % 2 else 8]] = (176, 166, 154)
        tile[4 * row, tile[4 * row, :, 0] < 170] += np.uint8(10)
    return tile


def planks():
    rng = make_rng(4)
    tile = np.empty((SIDE, SIDE, 3), np.uint8)
    for row in range(SIDE):
        tile[row] = np.clip(np.int64((178, 140, 86)) + rng.randint(-10, 11) + rng.randint(-6, 7, (SIDE, 1)), 0, 255)
    tile[3::4] = (126, 94, 54)
    for board, joint in enumerate([2, 10, 5, 13]):
        tile[4 * board : 4 * board + 3, joint] = (132, 100, 58)
    return tile


def leaves():
    rng = make_rng(5)
    alpha = np.where(rng.uniform(0, 1, (SIDE, SIDE)) < 0.72, 255, 0)
    colour = speckle(6, [(58, 104, 34), (74, 126, 44), (44, 82, 26)], [0.5, 0.3, 0.2])
    return np.dstack([colour, np.uint8(alpha)])


def water(frames=4):
    """A strip of square frames, one below the other."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] * (2 * np.pi / SIDE)
    strip = []
    for frame in range(frames):
        t = 2 * np.pi * frame / frames
        wave = np.sin(x + 2 * y + t) + 0.7 * np.sin(3 * x - y - t) + 0.5 * np.sin(2 * x + 3 * y + 2 * t)
        level = np.digitize(wave, [-0.9, 0.4, 1.3])
        strip.append(np.uint8([(38, 74, 158), (48, 90, 178), (62, 110, 200), (110, 158, 226)])[level])
    return np.concatenate(strip)
