"""What match() finds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Matches(NamedTuple):
    """The best style patch of every 3x3 patch of a feature map: arrays of (height - 2) x (width - 2).

    Attributes:
        style: which style (int32).
        row, column: the patch's upper left corner in that style's features (int32).
        score: mean cosine of the features plus semantic_weight times that of the maps (float32).
    """

    style: np.ndarray
    row: np.ndarray
    column: np.ndarray
    score: np.ndarray
