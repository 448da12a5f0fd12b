"""What match() finds."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Sequence

from . import _core
from ._keywords import number

if TYPE_CHECKING:
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


def _values(value: Any, name: str) -> np.ndarray:
    """Features or a map as the library reads them: the array itself where it is float32 and C-contiguous."""
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise _core.BadInput(f"{name} is an array of {array.dtype}; features are numbers")
    with np.errstate(over="ignore"):  # what becomes infinite is refused as such
        return np.require(array, np.float32, ["C", "A"])


def _list_of_values(value: Any, name: str) -> list[np.ndarray]:
    several = list(value) if isinstance(value, (list, tuple)) else [value]
    return [_values(one, f"{name}[{i}]") for i, one in enumerate(several)]


def match(
    current: np.ndarray,
    styles: "np.ndarray | Sequence[np.ndarray]",
    *,
    current_map: Optional[np.ndarray] = None,
    style_maps: "None | np.ndarray | Sequence[np.ndarray]" = None,
    semantic_weight: float = 10,
    variety: float = 0,
    threads: int = 0,
    device: str = "auto",
) -> Matches:
    """The best style patch (3x3 positions) of every patch of a feature map, exactly.

    Args:
        current: features, height x width x channels, finite numbers.
        styles: one array of features or several, with as many channels.
        current_map, style_maps: maps of the same heights and widths, values 0 to 1, weighted by `semantic_weight`.
        variety: 0 to 1; style patches that match well somewhere are put off.
        threads: how many; 0: as many as the machine has. The result does not depend on it.
        device: auto, cpu, cuda or cuda:N; devices() lists what there is.

    Returns:
        Matches. Arrays of float32 in C order are read where they are; others are converted first.

    Raises:
        BadInput: arrays that do not fit each other, are smaller than 3x3, or hold what is not a finite number.
        UsageError: a number out of its range.
        DeviceMissing: a device that is not there.

    >>> import numpy, doodle
    >>> values = numpy.random.default_rng(0).random((6, 7, 16), numpy.float32)
    >>> doodle.match(values, values).column[0].tolist()
    [0, 1, 2, 3, 4]
    """
    maps = [] if style_maps is None else _list_of_values(style_maps, "style_maps")
    target = None if current_map is None else _values(current_map, "current_map")
    inputs = (_values(current, "current"), _list_of_values(styles, "styles"), target, maps)
    if not isinstance(threads, numbers.Integral):
        raise TypeError(f"threads cannot be {threads!r}")
    if not isinstance(device, str):
        raise TypeError(f"device cannot be {device!r}")
    weight, put_off = number(semantic_weight, "semantic_weight"), number(variety, "variety")
    return Matches(*_core.match(*inputs, weight, put_off, int(threads), device))
