"""Composition of the painting: a bay with cliffs in late light. Each plane is one field of the picture, back to front."""

from dataclasses import dataclass, field

import numpy as np

from .fields import blur, grid, mix, noise, ramp, smoothstep
from .shapes import Puffs, curve, fill, roughen

WIDTH, HEIGHT, SCALE, HORIZON = 640, 480, 2, 186


@dataclass
class Plane:
    """label: of the map. mask: coverage. colour: (h, w, 3). angle: stroke direction, radians. size: stroke scale.

    layers: (length, width, coverage, options) from large strokes to small.
    """

    name: str
    label: str
    mask: np.ndarray
    colour: np.ndarray
    angle: np.ndarray
    layers: list
    size: np.ndarray = None
    options: dict = field(default_factory=dict)


class Coast:
    def __init__(self, rng):
        self.rng = rng
        self.x, self.y = grid(WIDTH, HEIGHT, SCALE)
        self.shape = self.x.shape
        self.rocks = np.zeros(self.shape, np.float32)
        planes = [self.sky(), self.clouds(), self.headland(), self.cliff(), self.cliff_top(), self.stacks()]
        planes += [self.cliff_trees(), self.beach(), self.meadow(), self.pine(), self.bushes()]
        planes.insert(2, self.sea())  # needs the rocks, for their reflections
        self.planes = planes

    def noise(self, cell_x, cell_y=None, octaves=4):
        return noise(self.rng, self.shape, cell_x * SCALE, cell_y and cell_y * SCALE, octaves)

    def area(self, points, amplitude=2.0, wavelength=30, closed=False):
        """Mask of a curve through the points; an open one is closed by its straight chord."""
        return fill(roughen(curve(points, closed), self.rng, amplitude, wavelength), WIDTH, HEIGHT, SCALE)

    def sky(self):
        t = self.y / HORIZON + 0.05 * self.noise(150, 60)
        stops = [(0, (0.27, 0.47, 0.77)), (0.35, (0.42, 0.64, 0.85)), (0.62, (0.66, 0.79, 0.86)),
                 (0.82, (0.96, 0.85, 0.72)), (1, (0.99, 0.76, 0.60))]
        colour = ramp(stops, t)
        glow = np.exp(-(((self.x - 170) / 190) ** 2) - ((self.y - HORIZON) / 75) ** 2)
        colour = mix(colour, (1.0, 0.89, 0.66), 0.8 * glow)
        colour = mix(colour, (0.80, 0.66, 0.80), 0.22 * smoothstep(0.3, 2, self.noise(90, 35)))
        angle = -0.25 + 0.25 * self.noise(200, 120, 2) + 0.3 * (self.x / WIDTH - 0.5)
        layers = [(70, 17, 2.2, {}), (42, 10, 2.4, {}), (26, 6, 1.1, {"dry": 0.5})]
        return Plane("sky", "sky", np.ones(self.shape, np.float32), colour, angle, layers)

    def clouds(self):
        balls = []
        for cx, base, wide, tall, count in [(405, 92, 120, 62, 30), (230, 62, 62, 28, 16), (575, 58, 75, 30, 18),
                                            (300, 138, 55, 13, 12), (520, 128, 60, 12, 12), (120, 118, 46, 11, 10)]:
            for i in range(count):
                across = self.rng.uniform(-1, 1)
                rise = self.rng.uniform(0, 1) * (1 - across**2) * (1 - i / count)
                radius = tall * self.rng.uniform(0.22, 0.42) * (1.1 - 0.5 * abs(across))
                balls.append((cx + across * wide * 0.9, base - rise * tall, radius * 1.35, radius))
        puffs = Puffs(balls, self.x, self.y, self.rng, warp=3.5, cell=22)
        stops = [(-0.7, (0.58, 0.60, 0.78)), (-0.1, (0.76, 0.72, 0.82)), (0.35, (0.96, 0.84, 0.78)),
                 (0.65, (1.0, 0.94, 0.84)), (1, (1.0, 0.985, 0.93))]
        colour = ramp(stops, puffs.light + 0.12 * self.noise(18))
        colour = mix(colour, (1.0, 0.84, 0.68), 0.35 * smoothstep(100, 170, self.y))
        layers = [(26, 10, 2.5, {}), (17, 7, 2.5, {"body": 1.3}), (10, 4, 1.2, {"body": 1.5, "dry": 0.45})]
        return Plane("clouds", "cloud", puffs.mask, colour, puffs.angle, layers)

    def sea(self):
        mask = smoothstep(HORIZON - 0.4, HORIZON + 0.4, self.y)
        t = np.clip((self.y - HORIZON) / 200, 0, 1)
        stops = [(0, (0.66, 0.70, 0.80)), (0.06, (0.47, 0.63, 0.77)), (0.3, (0.25, 0.55, 0.70)),
                 (0.65, (0.12, 0.43, 0.60)), (1, (0.10, 0.40, 0.52))]
        colour = ramp(stops, t + 0.04 * self.noise(80, 10))
        swell = self.noise(90, 9)
        colour = mix(colour, (0.16, 0.26, 0.58), 0.55 * smoothstep(0.2, 1.8, swell) * smoothstep(0, 0.15, t))
        colour = mix(colour, (0.36, 0.74, 0.68), 0.55 * smoothstep(0.3, 1.8, -swell) * smoothstep(0.05, 0.4, t))
        below = blur(np.roll(self.rocks, 16 * SCALE, 0), 2 * SCALE, 9 * SCALE) * smoothstep(0.05, 0.15, t)
        colour = mix(colour, (0.42, 0.36, 0.48), 0.75 * np.clip(below * (1 + 0.3 * swell), 0, 1))
        lane = np.exp(-(((self.x - 175) / (38 + 70 * t)) ** 2)) * (1 - 0.5 * t)
        colour = mix(colour, (1.0, 0.84, 0.62), np.clip(lane * (0.62 + 0.35 * swell), 0, 0.9))
        size = 0.45 + 1.0 * t
        angle = 0.04 * self.noise(60, 14, 2)
        layers = [(44, 8, 2.6, {"bend": 0.03}), (26, 5, 2.6, {"bend": 0.08}), (15, 3, 1.8, {"bend": 0.1, "dry": 0.5})]
        return Plane("sea", "sea", mask, colour, angle, layers, size)

    def _rock(self, name, mask, stops, haze=0.0, flute=26, layers=None):
        """Rock faces: fluted by noise stretched downwards, their left sides in the light."""
        bend = 10 * self.noise(90, 60, 2)
        relief = self.noise(flute, flute * 3.2, 4)
        rows, columns = np.indices(self.shape)
        relief = relief[rows, np.clip(columns + (bend * SCALE).astype(int), 0, self.shape[1] - 1)]
        slope = blur(np.gradient(relief, axis=1), 2)
        slope /= slope.std()
        strata = np.sin((self.y + 0.10 * self.x + 5 * self.noise(120, 60, 2)) / 4.6) * 0.35
        colour = ramp(stops, 0.62 * slope + strata + 0.25 * self.noise(12))
        colour = mix(colour, (0.80, 0.74, 0.80), haze)
        angle = np.pi / 2 + 0.45 * np.tanh(slope) + 0.15 * self.noise(40)
        flat = smoothstep(0.6, 1.0, np.sin(strata * 2.6))
        angle = np.where(flat > 0.5, 0.12 + 0.2 * slope, angle)
        self.rocks = np.maximum(self.rocks, mask)
        layers = layers or [(34, 12, 2.2, {}), (21, 7, 2.6, {"body": 1.2}), (12, 4, 2.2, {"body": 1.3, "dry": 0.4})]
        return Plane(name, "rock", mask, colour, angle, layers)

    def headland(self):
        points = [(352, 187), (366, 180), (380, 171), (420, 163), (470, 158), (520, 160), (660, 150), (660, 187)]
        stops = [(-1.5, (0.48, 0.48, 0.68)), (0, (0.66, 0.60, 0.72)), (1.5, (0.95, 0.78, 0.68))]
        return self._rock("headland", self.area(points, 1.2, 20), stops, 0.2, 16,
                          [(18, 6, 2.5, {}), (10, 3.5, 2.5, {})])

    def cliff(self):
        points = [(306, 266), (302, 246), (309, 222), (306, 196), (314, 168), (322, 150), (335, 138), (370, 126),
                  (420, 118), (480, 106), (540, 96), (660, 82), (660, 350), (560, 330), (470, 312), (420, 296),
                  (380, 281), (340, 274)]
        stops = [(-1.8, (0.27, 0.24, 0.45)), (-1.0, (0.42, 0.35, 0.55)), (-0.3, (0.62, 0.47, 0.53)),
                 (0.2, (0.83, 0.61, 0.45)), (0.9, (0.96, 0.78, 0.54)), (1.7, (1.0, 0.90, 0.70))]
        plane = self._rock("cliff", self.area(points, 2.6, 34), stops)
        foot = smoothstep(70, 10, 0.33 * self.x + 158 - self.y)
        plane.colour = mix(plane.colour, (0.36, 0.36, 0.44), 0.35 * foot)
        return plane

    def stacks(self):
        needle = [(236, 268), (240, 246), (246, 222), (252, 198), (257, 190), (262, 200), (267, 226), (272, 250),
                  (279, 268), (258, 272)]
        low = [(204, 272), (209, 264), (217, 260), (225, 265), (231, 272), (218, 276)]
        stops = [(-1.6, (0.30, 0.26, 0.46)), (-0.4, (0.58, 0.44, 0.52)), (0.3, (0.86, 0.64, 0.47)),
                 (1.5, (1.0, 0.88, 0.67))]
        mask = np.maximum(self.area(needle, 1.5, 16, True), self.area(low, 1, 12, True))
        plane = self._rock("stacks", mask, stops, 0, 15, [(20, 7, 2.5, {}), (12, 4.5, 3, {"body": 1.2})])
        side = (self.x - 258) / 14 * (self.y < 262)
        plane.colour = mix(plane.colour, (0.36, 0.30, 0.50), 0.7 * smoothstep(-0.1, 0.8, side) * (self.x > 232))
        return plane

    def cliff_top(self):
        points = [(318, 152), (330, 138), (352, 128), (390, 118), (440, 108), (500, 97), (560, 88), (660, 76),
                  (660, 122), (600, 121), (545, 128), (500, 124), (450, 136), (400, 139), (360, 147), (335, 150)]
        stops = [(-1.5, (0.25, 0.42, 0.30)), (-0.3, (0.44, 0.60, 0.28)), (0.6, (0.68, 0.76, 0.34)),
                 (1.6, (0.90, 0.86, 0.46))]
        edge = (self.y - (158 - 0.13 * (self.x - 318))) / 22
        colour = ramp(stops, 0.8 * self.noise(40, 14) - 0.6 * edge)
        angle = 0.9 + 0.35 * self.noise(60, 30) + 0.3 * edge
        layers = [(18, 6, 2.4, {}), (11, 4, 2.6, {}), (6, 2.4, 1.8, {"body": 1.2})]
        return Plane("cliff top", "meadow", self.area(points, 2, 22), colour, angle, layers)

    def _crown(self, name, balls, layers, warp=3.5, cell=10):
        puffs = Puffs(balls, self.x, self.y, self.rng, warp, cell)
        stops = [(-0.6, (0.07, 0.16, 0.23)), (-0.1, (0.10, 0.27, 0.25)), (0.3, (0.20, 0.40, 0.22)),
                 (0.65, (0.45, 0.58, 0.22)), (1.0, (0.80, 0.76, 0.32))]
        colour = ramp(stops, puffs.light + 0.16 * self.noise(8))
        return Plane(name, "trees", puffs.mask, colour, puffs.angle + 0.4 * self.noise(14), layers)

    def _cluster(self, cx, cy, wide, tall, count, radius):
        """Balls filling an ellipse, those high up and at the rim first."""
        turn = self.rng.uniform(0, 2 * np.pi, count)
        far = np.sqrt(self.rng.uniform(0, 1, count))
        x, y = cx + wide * far * np.cos(turn), cy + tall * far * np.sin(turn)
        order = np.argsort(y + 0.35 * tall * (1 - far))
        size = radius * self.rng.uniform(0.7, 1.25, count)
        return [(x[i], y[i], size[i] * 1.15, size[i]) for i in order]

    def cliff_trees(self):
        balls = []
        for cx, cy, r in [(462, 100, 8), (474, 95, 11), (490, 92, 12), (505, 91, 9), (590, 74, 15), (610, 66, 19),
                          (632, 64, 20), (571, 82, 9)]:
            balls += self._cluster(cx, cy, r * 0.7, r * 0.8, 9, r * 0.42)
        return self._crown("cliff trees", balls, [(10, 4.5, 3, {}), (6, 3, 3, {"body": 1.3})], 2, 7)

    def beach(self):
        points = [(372, 282), (400, 287), (440, 299), (500, 314), (570, 326), (660, 342), (660, 400), (500, 400),
                  (400, 400), (330, 396), (352, 372), (394, 344), (402, 322), (392, 302)]
        colour = ramp([(-1.5, (0.78, 0.62, 0.56)), (0, (0.94, 0.80, 0.62)), (1.5, (1.0, 0.92, 0.76))],
                      self.noise(60, 14))
        shade = smoothstep(26, 4, self.y - 282 - 0.22 * (self.x - 380))
        colour = mix(colour, (0.62, 0.52, 0.62), 0.75 * shade)
        layers = [(34, 8, 2.4, {}), (20, 5, 2.4, {}), (9, 2.6, 1.5, {"dry": 0.5})]
        return Plane("beach", "sand", self.area(points, 1.5, 40), colour, 0.2 + 0.12 * self.noise(50), layers)

    def meadow(self):
        points = [(-20, 318), (40, 314), (90, 322), (150, 340), (210, 360), (270, 377), (330, 386), (400, 384),
                  (470, 372), (540, 358), (600, 352), (660, 350), (660, 500), (-20, 500)]
        stops = [(-2, (0.11, 0.27, 0.24)), (-0.9, (0.22, 0.42, 0.22)), (0.1, (0.43, 0.59, 0.22)),
                 (0.9, (0.67, 0.74, 0.28)), (1.8, (0.93, 0.87, 0.45))]
        near = smoothstep(330, 480, self.y)
        rolling = self.noise(190, 45, 3)
        colour = ramp(stops, 0.75 * rolling + 0.3 * self.noise(24, 12) + 0.25 - 0.9 * near**2)
        tree_shade = np.exp(-(((self.x - 150) / 110) ** 2) - ((self.y - 398 - 0.12 * (self.x - 90)) / 16) ** 2)
        colour = mix(colour, (0.13, 0.26, 0.34), 0.65 * tree_shade)
        angle = -np.pi / 2 + 0.5 * self.noise(120, 60, 2) + 0.25
        flat = smoothstep(0.5, -0.1, near)
        angle = angle * (1 - flat) + flat * (-0.5 + 0.3 * rolling)
        layers = [(34, 11, 2.0, {}), (22, 6, 2.8, {"bend": 0.2}), (15, 3, 3.2, {"bend": 0.3, "dry": 0.2})]
        return Plane("meadow", "meadow", self.area(points, 2, 30), colour, angle, layers, 0.5 + 0.75 * near,
                     {"order": "down"})

    def pine(self):
        balls = []
        for cx, cy, wide, tall, count in [(58, 150, 44, 20, 22), (108, 176, 36, 15, 18), (24, 196, 34, 16, 18),
                                          (76, 122, 34, 16, 16), (84, 205, 30, 12, 14)]:
            balls += self._cluster(cx, cy, wide, tall, count, 11)
        plane = self._crown("pine", balls, [(17, 7, 3, {}), (11, 4.5, 3.2, {"body": 1.2}), (7, 2.8, 2.5, {"body": 1.5})], 4)
        trunk = [(50, 345), (58, 300), (60, 255), (68, 215), (66, 170), (72, 150), (76, 170), (75, 215), (70, 255),
                 (70, 300), (74, 347)]
        limb = [(64, 262), (50, 235), (36, 205), (32, 205), (46, 240), (62, 280)]
        other = [(72, 250), (88, 225), (102, 190), (106, 192), (94, 230), (73, 268)]
        wood = np.maximum.reduce([self.area(p, 0.8, 14) for p in (trunk, limb, other)])
        side = smoothstep(-5, 6, self.x - 64 - 0.02 * (250 - self.y))
        bark = mix(mix((0.78, 0.52, 0.38), (0.28, 0.18, 0.27), side), (0.45, 0.30, 0.34), 0.4 * smoothstep(-1, 1, self.noise(6, 20)))
        plane.colour = mix(bark, plane.colour, plane.mask)
        plane.angle = np.where(plane.mask > 0.5, plane.angle, np.pi / 2 + 0.2 * self.noise(10))
        plane.mask = np.maximum(plane.mask, wood)
        return plane

    def bushes(self):
        balls = []
        for cx, cy, wide, tall, count in [(600, 372, 44, 24, 30), (634, 346, 24, 30, 22), (556, 390, 26, 12, 14),
                                          (14, 330, 34, 18, 18)]:
            balls += self._cluster(cx, cy, wide, tall, count, 12)
        layers = [(16, 7, 3, {}), (10, 4.5, 3.2, {"body": 1.2}), (7, 2.8, 2.2, {"body": 1.4})]
        return self._crown("bushes", balls, layers, 4)
