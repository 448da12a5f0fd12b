"""Masks of what is to be cut out of the painting."""

import numpy as np
from PIL import Image, ImageDraw

ROCKS = [(228, 180), (286, 180), (290, 284), (195, 284), (195, 250), (225, 245)]


def rocks():
    mask = Image.new("RGB", (640, 480))
    ImageDraw.Draw(mask).polygon(ROCKS, fill="white")
    return np.asarray(mask)
