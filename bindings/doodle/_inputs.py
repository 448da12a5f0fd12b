"""What the functions that paint are given, as the library takes it. Each error names the input."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Union

from . import _core
from ._keywords import number
from ._pictures import PictureLike, to_image

Pictures = Union[PictureLike, Sequence[PictureLike]]
Guide = Union[tuple[Pictures, PictureLike], tuple[Pictures, PictureLike, float]]


def as_list(value: Optional[Pictures]) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def read_optional(value: Optional[PictureLike], name: str) -> Optional[_core.Image]:
    return None if value is None else to_image(value, name)


def read_masks(style: Optional[Pictures], style_mask: Optional[Pictures]) -> list[Optional[_core.Image]]:
    """One mask per style, or None for each."""
    count, masks = len(as_list(style)), as_list(style_mask)
    if masks and len(masks) != count:
        raise _core.UsageError(f"there are {count} styles and {len(masks)} style masks; give one mask per style")
    return [to_image(mask, f"the mask of style {i + 1}") for i, mask in enumerate(masks)] or [None] * count


def read_styles(style: Optional[Pictures], style_map: Optional[Pictures]) -> list[tuple[_core.Image, Optional[_core.Image]]]:
    styles, maps = as_list(style), as_list(style_map)
    if not styles:
        raise _core.UsageError("there is no style; give a picture, or a list of them")
    if maps and len(maps) != len(styles):
        raise _core.UsageError(f"there are {len(styles)} styles and {len(maps)} style maps; give one map per style")
    images = [to_image(one, f"style {i + 1}") for i, one in enumerate(styles)]
    return [(image, to_image(maps[i], f"the map of style {i + 1}") if maps else None) for i, image in enumerate(images)]


def read_weights(weights: Optional[Sequence[float]], count: int, default: float) -> list[float]:
    """One weight per style."""
    if isinstance(weights, str) or not (weights is None or hasattr(weights, "__len__")):
        raise TypeError(f"weights is {weights!r}; it must be a list of numbers, one per style")
    values = [default] * count if weights is None else [number(weight, "a weight") for weight in weights]
    if len(values) != count:
        raise _core.UsageError(f"there are {count} styles and {len(values)} weights; give one weight per style")
    return values


def read_seed(seed_image: Optional[PictureLike], chosen: dict[str, Any]) -> Optional[_core.Image]:
    """The picture to start from; UsageError where it would not be used."""
    seed = chosen.get("seed", "auto")
    if seed_image is not None and seed != "image":
        raise _core.UsageError(f'there is a seed_image, but seed is {seed!r}; give seed="image" to start from it')
    if seed_image is None and seed == "image":
        raise _core.UsageError('seed is "image", but there is no seed_image; give the picture to start from')
    return read_optional(seed_image, "the seed image")


def read_guides(guides: Sequence[Guide]) -> list[tuple[list[_core.Image], _core.Image, float]]:
    found = []
    for i, guide in enumerate(guides):
        if not isinstance(guide, (tuple, list)) or len(guide) not in (2, 3):
            raise _core.UsageError(f"guide {i + 1} is no tuple of a style's picture, a target and perhaps a weight")
        styles = [to_image(one, f"guide {i + 1}") for one in as_list(guide[0])]
        weight = number(guide[2], "the weight of a guide") if len(guide) == 3 else 1.0
        found.append((styles, to_image(guide[1], f"the target of guide {i + 1}"), weight))
    return found
