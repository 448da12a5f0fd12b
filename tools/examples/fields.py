"""Scalar fields on pixel grids: noise, ramps, blurs. Arrays are float32, (height, width) or (height, width, 3)."""

import numpy as np
from PIL import Image


def make_rng(seed):
    """RandomState, not Generator: numpy promises that its stream never changes."""
    return np.random.RandomState(seed)


def grid(width, height, scale):
    """x and y of each pixel's centre, in units of `scale` pixels."""
    x = (np.arange(width * scale, dtype=np.float32) + 0.5) / scale
    y = (np.arange(height * scale, dtype=np.float32) + 0.5) / scale
    return np.meshgrid(x, y)


def smoothstep(low, high, value):
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, t):
    """a where t is 0, b where t is 1; a and b are colours or colour fields, t a scalar field."""
    t = np.asarray(t, np.float32)[..., None]
    return np.asarray(a, np.float32) * (1 - t) + np.asarray(b, np.float32) * t


def ramp(stops, value):
    """Colour at `value` along stops [(position, (r, g, b)), ...], linear between them."""
    at = [s[0] for s in stops]
    return np.stack([np.interp(value, at, [s[1][c] for s in stops]) for c in range(3)], -1).astype(np.float32)


def noise(rng, shape, cell_x, cell_y=None, octaves=4, gain=0.5):
    """Sum of octaves of smooth noise, zero mean, deviation 1. Cells are the first octave's, in pixels."""
    cell_y = cell_y or cell_x
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        columns = max(2, int(round(width / cell_x * 2**octave))) + 3
        rows = max(2, int(round(height / cell_y * 2**octave))) + 3
        if columns > width or rows > height:
            break
        cells = Image.fromarray(rng.uniform(-1, 1, (rows, columns)).astype(np.float32))
        total += gain**octave * np.asarray(cells.resize((width, height), Image.BICUBIC))
    return (total - total.mean()) / (total.std() + 1e-6)


def _box(field, radius, axis):
    pad = [(0, 0)] * field.ndim
    pad[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis, dtype=np.float64)
    size = field.shape[axis]
    ahead = np.take(sums, np.arange(2 * radius + 1, 2 * radius + 1 + size), axis=axis)
    behind = np.take(sums, np.arange(size), axis=axis)
    return ((ahead - behind) / (2 * radius + 1)).astype(np.float32)


def blur(field, radius_x, radius_y=None):
    """Three box blurs along each axis: close to a Gaussian of deviation radius."""
    radius_y = radius_x if radius_y is None else radius_y
    for _ in range(3):
        if radius_x >= 1:
            field = _box(field, int(radius_x), 1)
        if radius_y >= 1:
            field = _box(field, int(radius_y), 0)
    return field


def shrink(field, scale):
    """Mean over scale x scale blocks."""
    height, width = field.shape[0] // scale, field.shape[1] // scale
    return field.reshape(height, scale, width, scale, -1).mean((1, 3)).squeeze()


def to_bytes(field):
    return (np.clip(field, 0, 1) * 255 + 0.5).astype(np.uint8)
