"""Paints the coast: strokes from large to small, plane after plane, then the touches on top."""

import numpy as np

from .brush import Canvas
from .coast import HEIGHT, HORIZON, SCALE, WIDTH, Coast
from .fields import blur, mix, shrink, to_bytes
from .palette import colour as label_colour

GROUND = (0.72, 0.52, 0.38)  # a warm toned ground that shows through thin paint


def at(array, x, y):
    """Value of a field at a point in finished pixels."""
    row = min(max(int(y * SCALE), 0), array.shape[0] - 1)
    column = min(max(int(x * SCALE), 0), array.shape[1] - 1)
    return array[row, column]


def vary(rng, colour, amount):
    """The colour a little lighter or darker, warmer or cooler, greener or redder."""
    value, warmth, green = rng.normal(0, 1, 3) * amount
    shift = np.array([0.8 * warmth - 0.5 * green, 0.6 * green, -0.8 * warmth - 0.4 * green])
    return np.clip(np.asarray(colour) * (1 + 0.9 * value) + 0.6 * shift, 0, 1)


def paint_layer(canvas, plane, layer, soft, rng):
    length, width, coverage, options = layer
    options = dict(options)
    amount = options.pop("vary", 0.06)
    rows, columns = np.nonzero(shrink(plane.mask, SCALE) > 0.35)
    size = plane.size if plane.size is not None else np.ones_like(plane.mask)
    # Seeds: a share of the plane's pixels, so that strokes cover it `coverage` times whatever their size there.
    share = coverage / (0.7 * length * width * shrink(size, SCALE)[rows, columns] ** 2)
    chosen = np.nonzero(rng.uniform(0, 1, len(rows)) < share)[0]
    if plane.options.get("order") != "down":
        chosen = rng.permutation(chosen)
    bend = options.pop("bend", 0.12)
    for index in chosen:
        x, y = columns[index] + rng.uniform(0, 1), rows[index] + rng.uniform(0, 1)
        scale = at(size, x, y) * rng.uniform(0.75, 1.25)
        near = at(plane.colour, x + rng.normal(0, 0.3 * width), y + rng.normal(0, 0.3 * width))
        other = at(plane.colour, x + rng.normal(0, width), y + rng.normal(0, width))
        angle = at(plane.angle, x, y) + rng.normal(0, 0.12) + (np.pi if rng.uniform() < 0.35 else 0)
        canvas.stroke(x, y, angle, length * scale, width * scale, vary(rng, near, amount), vary(rng, other, amount),
                      rng.normal(0, bend), mask=soft, **options)


def paint(seed_rng):
    """The painting (HEIGHT, WIDTH, 3) and its label map, both uint8."""
    rng = seed_rng
    coast = Coast(rng)
    canvas = Canvas(WIDTH, HEIGHT, SCALE, GROUND, rng)
    labels = np.zeros(coast.shape + (3,), np.float32)
    for plane in coast.planes:
        soft = np.clip(1.6 * blur(plane.mask, 2), 0, 1) * blur(np.clip(2 * plane.mask, 0, 1), 1)
        for layer in plane.layers:
            paint_layer(canvas, plane, layer, soft, rng)
        labels = mix(labels, label_colour(plane.label), plane.mask)
    return to_bytes(shrink(canvas.lit(0.16), SCALE)), to_bytes(shrink(labels, SCALE))
