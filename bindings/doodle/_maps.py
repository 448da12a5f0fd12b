"""Semantic maps: what is in them, and proposals for them."""

from __future__ import annotations

import os
from typing import Any, Mapping, NamedTuple, Optional, Union

from . import _core
from ._inputs import Pictures, as_list
from ._pictures import Picture, PictureLike, to_image


class LabelUse(NamedTuple):
    """A label, and how much of the maps carries it.

    Attributes:
        name: from `labels`, or the colour's.
        colour: (red, green, blue), 0 to 255.
        style_share: of the style maps' pixels, 0 to 1.
        target_share: of the target map's.
        substitute: the label that is painted in its place where the styles lack it; empty otherwise.
    """

    name: str
    colour: tuple[int, int, int]
    style_share: float
    target_share: float
    substitute: str


class MapReport(NamedTuple):
    """What check_maps() found.

    Attributes:
        labels: a LabelUse each, those with the largest areas first; empty where the maps are a guide, not labels.
        notices: lines for the user, as a painting by these maps would have them.
    """

    labels: list[LabelUse]
    notices: list[str]


def check_maps(
    style_map: Pictures,
    target_map: PictureLike,
    *,
    labels: Union[None, str, "os.PathLike[str]", Mapping[str, Any]] = None,
    semantic_mode: str = "automatic",
    max_labels: int = 16,
) -> MapReport:
    """Says which labels the maps of a style and a target have, and what stands in for those that the style lacks.

    Args:
        style_map: the map of a style, or a list of them; as for paint(), each a path, PIL image, Picture or array.
        target_map: what is to be painted where.
        labels, semantic_mode, max_labels: as the options of paint().

    Returns:
        A MapReport.

    Raises:
        BadInput, UsageError: as for paint().

    >>> import numpy, doodle
    >>> style, target = numpy.zeros((8, 8, 3), numpy.uint8), numpy.zeros((8, 8, 3), numpy.uint8)
    >>> style[:, 4:] = target[:, 6:] = 255
    >>> [(label.name, label.style_share, label.target_share) for label in doodle.check_maps(style, target).labels]
    [('black', 0.5, 0.75), ('white', 0.5, 0.25)]
    """
    maps = as_list(style_map)
    if not maps:
        raise _core.UsageError("there is no style map; give a picture, or a list of them")
    named = os.fspath(labels) if isinstance(labels, os.PathLike) else labels
    options = {"semantic_mode": semantic_mode, "max_labels": max_labels} | ({} if named is None else {"labels": named})
    images = [to_image(one, f"the map of style {i + 1}") for i, one in enumerate(maps)]
    rows, notices = _core.check_maps(images, to_image(target_map, "the target map"), options)
    return MapReport([LabelUse(*row) for row in rows], notices)


def propose_map(picture: PictureLike, count: int = 6) -> Picture:
    """Proposes a map for a picture: areas that are alike in colour and place, to be corrected by hand.

    Args:
        picture: as for paint(), a path, PIL image, Picture or array.
        count: how many labels, 2 to 16.

    Returns:
        A Picture of flat colours. The same picture gives the same map.

    Raises:
        BadInput, UsageError: as for paint().

    >>> import numpy, doodle
    >>> picture = numpy.random.default_rng(0).integers(0, 256, (24, 32, 3), numpy.uint8)
    >>> doodle.propose_map(picture, 3)
    <doodle.Picture 32x24>
    """
    return Picture(_core.propose_map(to_image(picture), count))
