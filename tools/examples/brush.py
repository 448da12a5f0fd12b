"""A canvas that takes brush strokes: colour and height of the paint, lit from the upper left at the end."""

import numpy as np

from .fields import blur, noise, smoothstep


class Canvas:
    """rgb (height, width, 3) and height (height, width) of the paint, at `scale` pixels per finished pixel."""

    BRISTLES = 512  # rows of the bristle texture; 4 rows are one bristle
    ALONG = 1024

    def __init__(self, width, height, scale, ground, rng):
        self.scale = scale
        self.rng = rng
        shape = (height * scale, width * scale)
        weave = noise(rng, shape, 3 * scale, 3 * scale, 1) + 0.6 * noise(rng, shape, 60 * scale, octaves=3)
        self.rgb = np.asarray(ground, np.float32) * (1 + 0.06 * weave[..., None])
        self.height = (0.12 * weave).astype(np.float32)
        hairs = noise(rng, (self.BRISTLES, self.ALONG), 90, 4, 2, 0.7)
        self.hairs = smoothstep(-2, 2, hairs).astype(np.float32)
        self.tints = np.clip(noise(rng, (self.BRISTLES, self.ALONG), 160, 7, 2, 0.7), -2, 2) / 2

    def stroke(self, x, y, angle, length, width, colour, second=None, bend=0.0, opacity=1.0, dry=0.3, body=1.0,
               mask=None):
        """One stroke centred at (x, y), in finished pixels, pulled along `angle`.

        colour and second: paint on the brush, mixed hair by hair. bend: sag of the middle per half length.
        dry: 0 covers fully, 1 runs out of paint half way. body: thickness. mask: where paint may go, 0 to 1.
        """
        s = self.scale
        x, y, half, width = x * s, y * s, 0.5 * length * s, max(width * s, 1.5)
        c, sn = np.cos(angle), np.sin(angle)
        sag = abs(bend) * half
        reach_x = abs(c) * half + abs(sn) * (0.5 * width + sag) + 2
        reach_y = abs(sn) * half + abs(c) * (0.5 * width + sag) + 2
        rows, columns = self.rgb.shape[:2]
        x0, x1 = max(int(x - reach_x), 0), min(int(x + reach_x) + 1, columns)
        y0, y1 = max(int(y - reach_y), 0), min(int(y + reach_y) + 1, rows)
        if x0 >= x1 or y0 >= y1:
            return
        dx = (np.arange(x0, x1, dtype=np.float32) - x)[None]
        dy = (np.arange(y0, y1, dtype=np.float32) - y)[:, None]
        u = (dx * c + dy * sn) / half
        v = (dy * c - dx * sn) - bend * half * (0.5 - u * u)
        inside = np.clip(1 - np.abs(u) ** 3, 0, 1) ** 0.5 * (1 - 0.3 * np.clip(u, 0, 1)) * 0.5 * width
        edge = inside - np.abs(v)
        area = (slice(y0, y1), slice(x0, x1))
        alpha = np.clip(edge / 1.4 + 0.3, 0, 1)
        hair, tint = self._hairs(u, v, half)
        alpha *= opacity * smoothstep(-0.35, 0.25, hair + 0.75 - dry * (0.55 + 0.75 * (u + 1)))
        if mask is not None:
            alpha *= mask[area]
        paint = np.asarray(colour, np.float32)
        if second is not None:
            paint = paint + (np.asarray(second, np.float32) - paint) * np.clip(0.35 + 0.6 * tint, 0, 1)[..., None]
        paint = paint * (0.94 + 0.12 * hair)[..., None]
        self.rgb[area] += (paint - self.rgb[area]) * alpha[..., None]
        ridge = np.exp(-((edge / (0.13 * width + 1.2) - 1) ** 2))
        relief = body * (0.25 + 0.55 * hair + 0.35 * ridge)
        self.height[area] += (relief + 0.35 * self.height[area] - self.height[area]) * alpha

    def _hairs(self, u, v, half):
        """Bristle height 0 to 1 and tint -1 to 1 at stroke coordinates u (along, -1 to 1) and v (across, pixels)."""
        row, column = self.rng.randint(self.BRISTLES), self.rng.randint(self.ALONG)
        across = (v * (4 / (1.1 * self.scale)) + row).astype(np.int32) % self.BRISTLES
        along = (u * half * (2.0 / self.scale) + column).astype(np.int32) % self.ALONG
        return self.hairs[across, along], self.tints[across, along]

    def lit(self, strength):
        """The picture with its paint's relief lit from the upper left: (height, width, 3)."""
        relief = blur(self.height, 1)
        slope = np.zeros_like(relief)
        slope[1:-1, 1:-1] = (relief[2:, 2:] - relief[:-2, :-2]) + 0.5 * (relief[2:, 1:-1] - relief[:-2, 1:-1])
        slope = np.tanh(slope * 1.5)
        shaded = self.rgb * (1 + strength * slope[..., None])
        return np.clip(shaded + 0.25 * strength * np.clip(slope - 0.3, 0, 1)[..., None], 0, 1)
