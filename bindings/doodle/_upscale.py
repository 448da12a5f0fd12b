"""Pixel art, and other maps of the same material."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Any, Optional, Union

from . import _core
from ._api import finish
from ._inputs import Pictures, as_list
from ._keywords import gather, takes
from ._options import UpscaleOptions
from ._pictures import DTypeLike, Picture, PictureLike, check_dtype, to_image
from ._progress import Progress, Reporter


class Animation:
    """What the frames of an animation share: places of the art that look as in an earlier frame get the same detail.

    One goes to upscale() for all frames of the same size, photos and options, one after another in the order of the film.
    It holds what became of them, of the last 32 that brought something new.

    >>> import numpy, doodle
    >>> frames = numpy.random.default_rng(0).integers(0, 256, (2, 8, 8, 3), numpy.uint8)
    >>> photo = numpy.random.default_rng(1).integers(0, 256, (60, 60, 3), numpy.uint8)
    >>> film = doodle.Animation()
    >>> [doodle.upscale(frame, photo, animation=film, scale=4, quality="draft") for frame in frames]
    [<doodle.Picture 32x32>, <doodle.Picture 32x32>]
    """

    def __init__(self) -> None:
        self._painted = _core.Animation()
        self._in_use = threading.RLock()


@takes(UpscaleOptions, ("quality",))
def upscale(
    art: PictureLike,
    photo: Optional[Pictures] = None,
    *,
    animation: Optional[Animation] = None,
    progress: Progress = None,
    dtype: DTypeLike = "uint8",
    options: Optional[UpscaleOptions] = None,
    **keywords: Any,
) -> Picture:
    """Enlarges pixel art: each pixel becomes an area of its colour, with the detail of a photo or of the art itself.

    Args:
        art: a path, PIL image, Picture or array, with or without alpha. Cutouts stay cutouts; grey stays grey.
        photo: what to take the detail from, or a list of them; none: the art's own patches.
        animation: an Animation whose next frame this is: nothing then moves but the art.
        progress, dtype: as for paint().
        options: an UpscaleOptions; keywords win over it. `quality` may be "draft", "standard" or "fine".

    Returns:
        A Picture, `scale` times as large or of output_size.

    Raises:
        What paint() raises; BadInput also for a result smaller than the art, and an animation of another size.

    >>> import numpy, doodle
    >>> tile = numpy.random.default_rng(0).integers(0, 256, (16, 16, 3), numpy.uint8)
    >>> doodle.upscale(tile, scale=4, tile="xy")
    <doodle.Picture 64x64>
    """
    chosen = gather(UpscaleOptions, options, keywords, also=("quality",))
    name = check_dtype(dtype)
    photos = [to_image(one, f"photo {i + 1}") for i, one in enumerate(as_list(photo))]
    image = to_image(art, "the art")
    painted = None if animation is None else animation._painted
    with contextlib.nullcontext() if animation is None else animation._in_use, Reporter(progress) as report:
        return finish(_core.upscale(image, photos, painted, chosen, report), name)


def apply_map(
    picture: Union[Picture, "os.PathLike[str]", str], maps: Pictures, *, normals: Optional[str] = None, dtype: DTypeLike = "uint8"
) -> Picture:
    """Rebuilds a picture from other maps of its styles: roughness, normals, height. Values are gathered, never blended.

    Args:
        picture: what paint(), texture() or upscale() returned, or the file that Picture.save_sources() or --save-map wrote.
        maps: one per style, in their order; they may be larger or smaller than the style.
        normals: the maps hold normals, OpenGL's ("gl") or DirectX's ("dx"): vectors are turned as patches were and brought
            to length 1.
        dtype: of the array that the result converts to; of 16 bits for heights of 16 bits.

    Returns:
        A Picture of the size of `picture`, with the channels of the maps.

    Raises:
        BadInput: there is not one map per style, or the picture does not know where its pixels come from.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> picture = doodle.texture(noise, output_size=(40, 32), quality="draft")
    >>> doodle.apply_map(picture, noise[..., 0])
    <doodle.Picture 40x32>
    """
    sources = picture._sources if isinstance(picture, Picture) else _core.load_source_map(os.fspath(picture))
    if sources is None or sources.empty:
        raise _core.BadInput("the picture does not know where its pixels come from: paint it with finish=True")
    images = [to_image(one, f"map {i + 1}") for i, one in enumerate(as_list(maps))]
    return Picture(_core.apply_source_map(sources, images, normals or ""), dtype=check_dtype(dtype))
