"""Doodles: maps of other places in the labels of the painting, drawn with an unsteady hand."""

import numpy as np

from .fields import make_rng, mix, shrink, to_bytes
from .palette import colour
from .shapes import curve, fill, roughen

SCALE = 2


class Doodle:
    def __init__(self, width, height, seed):
        self.width, self.height, self.rng = width, height, make_rng(seed)
        self.labels = np.broadcast_to(np.float32(colour("sky")), (height * SCALE, width * SCALE, 3))

    def area(self, label, points, amplitude=3.0, wavelength=45, closed=False):
        outline = roughen(curve(points, closed), self.rng, amplitude, wavelength)
        self.labels = mix(self.labels, colour(label), fill(outline, self.width, self.height, SCALE))

    def blob(self, label, x, y, radius_x, radius_y):
        turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
        points = np.stack([x + radius_x * np.cos(turn), y + radius_y * np.sin(turn)], -1)
        self.area(label, points, 0.1 * (radius_x + radius_y), 22, closed=True)

    def pixels(self):
        return to_bytes(shrink(self.labels, SCALE))


def harbour():
    """A bay with an arch of rock, 640x480."""
    d = Doodle(640, 480, 21)
    for x, y, rx, ry in [(120, 70, 70, 24), (170, 60, 45, 30), (430, 50, 60, 22), (480, 62, 50, 26)]:
        d.blob("cloud", x, y, rx, ry)
    d.area("sea", [(-150, 200), (320, 198), (790, 201), (790, 600), (-150, 600)], 1.0)
    d.area("rock", [(330, 300), (335, 180), (370, 120), (440, 100), (520, 95), (660, 90), (660, 340), (560, 325), (545, 240),
                    (500, 190), (450, 195), (425, 250), (420, 312)])
    d.area("meadow", [(365, 125), (430, 82), (530, 72), (660, 66), (660, 112), (540, 112), (440, 120)], 2.5)
    d.area("rock", [(110, 268), (118, 215), (135, 170), (150, 160), (168, 205), (185, 270)], 3.0, 25)
    d.area("sand", [(660, 330), (540, 336), (440, 372), (380, 420), (660, 440)])
    d.area("meadow", [(-20, 350), (90, 345), (190, 372), (300, 415), (420, 432), (660, 412), (660, 500), (-20, 500)])
    for x, y, rx, ry in [(60, 318, 52, 42), (20, 345, 40, 34), (560, 66, 34, 20), (600, 420, 46, 34)]:
        d.blob("trees", x, y, rx, ry)
    return d.pixels()


def island():
    """An island with a tall rock in a wide sea, 768x448."""
    d = Doodle(768, 448, 22)
    for x, y, rx, ry in [(140, 88, 90, 26), (220, 74, 60, 34), (600, 62, 80, 24)]:
        d.blob("cloud", x, y, rx, ry)
    d.area("sea", [(-150, 190), (384, 188), (920, 191), (920, 600), (-150, 600)], 1.0)
    d.area("rock", [(250, 262), (272, 190), (300, 120), (335, 78), (372, 70), (398, 112), (430, 168), (482, 214), (560, 262)])
    d.area("meadow", [(205, 272), (280, 240), (390, 232), (500, 244), (590, 270), (500, 292), (330, 296)])
    d.area("sand", [(180, 282), (300, 290), (470, 292), (620, 276), (560, 306), (400, 318), (250, 308)], 2.0)
    for x, y, rx, ry in [(300, 232, 30, 26), (345, 240, 36, 28), (520, 250, 30, 22)]:
        d.blob("trees", x, y, rx, ry)
    d.area("rock", [(640, 262), (650, 215), (668, 180), (684, 212), (700, 264)], 3.0, 25)
    d.area("meadow", [(-20, 380), (120, 372), (260, 396), (380, 430), (420, 470), (-20, 470)])
    d.blob("trees", 60, 372, 54, 36)
    return d.pixels()
