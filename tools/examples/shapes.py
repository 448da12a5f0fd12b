"""Outlines and their coverage masks. Points are (x, y) in pixels of the finished picture."""

import numpy as np
from PIL import Image, ImageDraw

from .fields import noise, smoothstep


def curve(points, closed=False, steps=12):
    """Catmull-Rom curve through the points."""
    p = np.asarray(points, np.float64)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([p[:1], p, p[-1:]])
    t = np.arange(steps)[:, None] / steps
    pieces = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate(pieces + ([] if closed else [p[-1:]]))


def roughen(points, rng, amplitude, wavelength, octaves=3):
    """Moves the points of an outline by noise along its length, as an unsteady hand or weather would."""
    p = np.asarray(points, np.float64)
    lengths = np.hypot(*np.diff(p, axis=0).T)
    at = np.concatenate([[0], np.cumsum(lengths)])
    count = max(4, int(at[-1] / 2))
    even = np.linspace(0, at[-1], count)
    p = np.stack([np.interp(even, at, p[:, 0]), np.interp(even, at, p[:, 1])], -1)
    shift = np.zeros_like(p)
    for octave in range(octaves):
        knots = max(4, int(at[-1] / wavelength * 2**octave))
        for axis in range(2):
            values = rng.uniform(-1, 1, knots)
            position = np.linspace(0, knots - 1, count)
            low = np.minimum(position.astype(int), knots - 2)
            t = position - low
            t = t * t * (3 - 2 * t)
            shift[:, axis] += 0.5**octave * (values[low] * (1 - t) + values[low + 1] * t)
    return p + amplitude * shift


def fill(polygon, width, height, scale):
    """Coverage, 0 to 1, of each pixel of a width*scale x height*scale grid by the polygon."""
    fine = 4
    image = Image.new("L", (width * scale * fine, height * scale * fine))
    ImageDraw.Draw(image).polygon([(float(x) * scale * fine, float(y) * scale * fine) for x, y in polygon], fill=255)
    return np.asarray(image.resize((width * scale, height * scale), Image.BOX), np.float32) / 255


class Puffs:
    """Overlapping shaded balls, later ones in front: clouds and crowns of trees.

    mask: coverage; light: -1 (away from the light) to 1; angle: direction along each ball's rim, radians.
    """

    def __init__(self, balls, x, y, rng, warp=3.0, cell=14, light=(-0.55, -0.65, 0.52)):
        scale = 1 / (x[0, 1] - x[0, 0])
        dx = x + warp * noise(rng, x.shape, cell * scale, octaves=3)
        dy = y + warp * noise(rng, x.shape, cell * scale, octaves=3)
        self.mask = np.zeros_like(x)
        self.light = np.zeros_like(x)
        self.angle = np.zeros_like(x)
        for cx, cy, rx, ry in balls:
            u, v = (dx - cx) / rx, (dy - cy) / ry
            distance = np.hypot(u, v)
            cover = smoothstep(1 + 0.5 / min(rx, ry), 1 - 0.5 / min(rx, ry), distance)
            depth = np.sqrt(np.clip(1 - distance**2, 0, 1))
            shade = u * light[0] + v * light[1] + depth * light[2]
            self.light = self.light * (1 - cover) + shade * cover
            self.angle = np.where(cover > 0.5, np.arctan2(v, u) + np.pi / 2, self.angle)
            self.mask = np.maximum(self.mask, cover)
