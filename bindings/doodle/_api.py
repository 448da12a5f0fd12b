"""The functions that paint."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from . import _core
from ._inputs import Guide, Pictures, read_guides, read_masks, read_optional, read_seed, read_styles, read_weights
from ._keywords import gather, takes
from ._options import PaintOptions, StyleOptions
from ._pictures import DTypeLike, Picture, PictureLike, check_dtype, to_image
from ._progress import Cancelled, Progress, Reporter


def finish(result: _core.Result, dtype: str) -> Picture:
    picture = Picture(
        result.image,
        parameters=result.parameters,
        notices=result.notices,
        phases=result.phases,
        uses=result.uses,
        dtype=dtype,
    )
    picture._sources = result.sources
    if result.cancelled:
        raise Cancelled(picture)
    return picture


@takes(PaintOptions, ("quality",))
def paint(
    style: Optional[Pictures] = None,
    *,
    target_map: Optional[PictureLike] = None,
    style_map: Optional[Pictures] = None,
    style_mask: Optional[Pictures] = None,
    weights: Optional[Sequence[float]] = None,
    content: Optional[PictureLike] = None,
    seed_image: Optional[PictureLike] = None,
    inpaint: Optional[PictureLike] = None,
    mask: Optional[PictureLike] = None,
    guide: Sequence[Guide] = (),
    progress: Progress = None,
    dtype: DTypeLike = "uint8",
    options: Optional[PaintOptions] = None,
    _variation: Optional[tuple[int, bool, Optional[_core.Image]]] = None,
    **keywords: Any,
) -> Picture:
    """Paints from a map of colours, a content picture, or nothing but a style, in the manner of the style.

    Args:
        style: the picture whose look to take, or a list of them. Every picture may be a path, a PIL image, a Picture, or
            an array of height x width (x 1 to 4 channels), uint8, uint16, float32 from 0 to 1, or bool, of any strides.
        target_map: what to paint where; then every style needs its `style_map`.
        style_map: one map per style, in the same colours as the target map.
        style_mask: one mask per style: white where it may be used. Clear pixels (alpha below one half) never are.
        weights: the shares of the result that come from the styles, relative to each other; by default as their areas
            for a texture, and as their patches fit for a painting.
        content: a picture whose content to keep.
        seed_image: where to start from, with seed="image".
        inpaint: a picture to paint into: its clear pixels, the white ones of `mask`, and what a larger output_size adds
            around it; the rest stays as it is. Without a style its other parts are what it is painted with.
        mask: where to paint into that picture: white, or True.
        guide: tuples (what each place of the style is like, what each place of the picture is to be like, and optionally
            how much that counts, 1): brightness, heights, directions. With several styles the first is a list.
        progress: True shows a bar; a callable gets an Event between steps and cancels by returning False.
        dtype: of the array that the result converts to: "uint8", "uint16" or "float32".
        options: a PaintOptions; keywords win over it. `quality` may be "draft", "standard" or "fine".

    Returns:
        A Picture. The same inputs, options and random_seed give the same bytes, whatever the number of threads.

    Raises:
        BadInput, UsageError, ModelMissing, OutOfMemory, DeviceMissing: as their names say, in one line.
        Cancelled: the callable returned False; its `picture` is the best so far.
        TypeError: an option that does not exist, or a value of the wrong type.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> doodle.paint(noise, output_size=(40, 32), quality="draft")
    <doodle.Picture 40x32>
    """
    chosen = gather(PaintOptions, options, keywords, also=("quality",))
    dtype = check_dtype(dtype)
    pairs = [] if style is None and inpaint is not None else read_styles(style, style_map)
    shares = read_weights(weights, len(pairs), 0.0)
    styles = [(*pair, one, share) for pair, one, share in zip(pairs, read_masks(style, style_mask), shares)]
    inputs = (styles, read_optional(target_map, "the target map"), read_optional(content, "the content"))
    canvas = (read_optional(inpaint, "the picture to paint into"), read_optional(mask, "its mask"))
    with Reporter(progress) as report:
        return finish(_core.paint(*inputs, read_seed(seed_image, chosen), *canvas, read_guides(guide), _variation, chosen, report), dtype)


@takes(paint)
def texture(example: Optional[Pictures] = None, *, output_size: Optional[tuple[int, int]] = None, **keywords: Any) -> Picture:
    """Makes a new texture that looks like one example or several.

    Args:
        example: the picture, or a list of them; as for paint(), a path, PIL image, Picture or array.
        output_size: (width, height) in pixels; by default the first example's.
        keywords: everything else is as for paint().

    Returns:
        A Picture.

    Raises:
        What paint() raises.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> doodle.texture(noise, output_size=(40, 32), quality="draft").size
    (40, 32)
    """
    return paint(example, output_size=output_size, **keywords)


@takes(paint)
def variations(example: Pictures, count: int, *, borders: str = "separate", **keywords: Any) -> list[Picture]:
    """Makes several textures of one kind.

    Args:
        example: the picture, or a list of them; as for texture().
        count: how many, 1 to 1000.
        borders: "separate", or "shared": any of them can stand beside, or above, any other without a seam, since all have
            the same frame.
        keywords: everything else is as for texture().

    Returns:
        A list of Pictures.

    Raises:
        What paint() raises.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> one, two = doodle.variations(noise, 2, borders="shared", output_size=(40, 32), quality="draft")
    >>> numpy.array_equal(numpy.asarray(one)[0], numpy.asarray(two)[0])
    True
    """
    if borders not in ("separate", "shared"):
        raise _core.UsageError(f"borders is {borders!r}; choose one of shared, separate")
    if isinstance(count, bool) or not isinstance(count, int):
        raise TypeError(f"count is {count!r}; it must be a whole number")
    if count < 1:
        raise _core.UsageError(f"count is {count}; it must be at least 1")
    shared, made = borders == "shared", list[Picture]()
    for number_ in range(1, count + 1):
        first = made[0]._image if made else None
        made.append(texture(example, _variation=(number_, shared, first), **keywords))
    return made


@takes(StyleOptions)
def style(
    content: PictureLike,
    style: Pictures,
    *,
    weights: Optional[Sequence[float]] = None,
    target_map: Optional[PictureLike] = None,
    style_map: Optional[Pictures] = None,
    seed_image: Optional[PictureLike] = None,
    progress: Progress = None,
    dtype: DTypeLike = "uint8",
    options: Optional[StyleOptions] = None,
    **keywords: Any,
) -> Picture:
    """Paints the content in the manner of the styles, by statistics of features (Gatys et al. 2015 and after).

    Args:
        content: the picture to keep; as for paint(), a path, PIL image, Picture or array.
        style: the picture whose manner to take, or a list of them.
        weights: the styles' shares, relative to each other; equal by default.
        target_map, style_map: regions of the content, and what in each style they take after.
        seed_image: where to start from, with seed="image".
        progress, dtype: as for paint().
        options: a StyleOptions; keywords win over it.

    Returns:
        A Picture, of the content's size unless output_size says otherwise.

    Raises:
        What paint() raises. Large pictures work in tiles; OutOfMemory comes where these do not fit either.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (2, 48, 64, 3), numpy.uint8)
    >>> doodle.style(noise[0], noise[1], iterations=2)
    <doodle.Picture 64x48>
    """
    chosen = gather(StyleOptions, options, keywords)
    dtype = check_dtype(dtype)
    styles = read_styles(style, style_map)
    shares = read_weights(weights, len(styles), 1.0)
    weighted = [(image, style_map_, share) for (image, style_map_), share in zip(styles, shares)]
    inputs = (to_image(content, "the content"), weighted, read_optional(target_map, "the target map"))
    with Reporter(progress) as report:
        return finish(_core.style(*inputs, read_seed(seed_image, chosen), chosen, report), dtype)
