"""A photo-like texture: pebbles in the sun on sand."""

import numpy as np

from .fields import blur, make_rng, mix, noise, smoothstep, to_bytes

SIDE = 512
STONES = [(900, 11, 0.0), (420, 19, 2.0), (110, 31, 4.0)]  # count, radius, height above the ground
LIGHT = np.float32([-0.52, -0.58, 0.63])


def stone(rng, x, y, cx, cy, radius):
    """Height of a rounded, slightly angular stone above its own ground, negative outside."""
    turn, flat = rng.uniform(0, np.pi), rng.uniform(0.62, 0.95)
    u = ((x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)) / radius
    v = ((y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)) / (radius * flat)
    power = rng.uniform(2.0, 3.4)
    return 1 - (np.abs(u) ** power + np.abs(v) ** power)


def gravel():
    rng = make_rng(31)
    height = 0.8 * noise(rng, (SIDE, SIDE), 24, octaves=5)
    colour = mix(np.broadcast_to(np.float32((0.56, 0.48, 0.38)), (SIDE, SIDE, 3)), (0.40, 0.33, 0.26),
                 smoothstep(-0.5, 1.5, noise(rng, (SIDE, SIDE), 60)))
    colour = colour * (1 + 0.10 * rng.normal(0, 1, (SIDE, SIDE, 1)))
    tones = np.float32([(0.60, 0.57, 0.54), (0.45, 0.43, 0.42), (0.66, 0.58, 0.48), (0.52, 0.42, 0.36), (0.74, 0.72, 0.69)])
    for count, size, lift in STONES:
        for _ in range(count):
            radius = size * rng.uniform(0.65, 1.35)
            cx, cy = rng.uniform(-radius, SIDE + radius, 2)
            left, right = max(0, int(cx - radius) - 1), min(SIDE, int(cx + radius) + 2)
            top, bottom = max(0, int(cy - radius) - 1), min(SIDE, int(cy + radius) + 2)
            if left >= right or top >= bottom:
                continue
            y, x = np.mgrid[top:bottom, left:right]
            bump = stone(rng, x, y, cx, cy, radius)
            peak = lift + 0.55 * radius * np.sqrt(np.clip(bump, 0, 1))
            area = (slice(top, bottom), slice(left, right))
            wins = (bump > 0) & (peak > height[area])
            tone = tones[rng.randint(len(tones))] * rng.uniform(0.8, 1.15)
            grain = 1 + 0.07 * rng.normal(0, 1, wins.shape + (1,))
            colour[area] = np.where(wins[..., None], tone * grain, colour[area])
            height[area] = np.where(wins, peak, height[area])
    return to_bytes(shade(colour, height))


def shade(colour, height):
    """Sun from the upper left, dark gaps between stones, a shadow to the lower right."""
    smooth = blur(height, 1)
    slope_y, slope_x = np.gradient(smooth)
    normal = np.stack([-slope_x, -slope_y, np.full_like(height, 1.1)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = np.clip(normal @ LIGHT, 0, 1)
    open_sky = smoothstep(-9, 3, smooth - blur(height, 9))
    shadow = np.ones_like(height)
    for step in range(2, 16, 2):
        blocker = np.roll(smooth, (step, step), (0, 1))
        shadow = np.minimum(shadow, 1 - 0.5 * smoothstep(0, 4, blocker - smooth - 0.75 * step))
    return colour * (0.30 + 0.22 * open_sky + 0.85 * light * shadow * (0.6 + 0.4 * open_sky))[..., None]
