"""Label maps of any size, painted in chunks."""

from __future__ import annotations

import os
import re
import tempfile
from typing import Any, Mapping, Optional, Sequence, Union

from . import _core
from ._api import finish
from ._inputs import Pictures, as_list
from ._keywords import gather, takes
from ._options import PaintOptions
from ._pictures import DTypeLike, Picture, PictureLike, check_dtype, to_image
from ._progress import Progress, Reporter


def _colour(code: str, name: str) -> tuple[float, float, float]:
    if not isinstance(code, str) or not re.fullmatch("#[0-9a-fA-F]{6}", code):
        raise _core.UsageError(f"the colour of {name} is {code!r}; write it as '#8fd13f'")
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _plain(picture: _core.Image, colour: tuple[float, float, float]) -> tuple[_core.Image, _core.Image]:
    import numpy as np  # loaded with the first array

    width, height = picture.size
    return picture, _core.Image(np.full((height, width, 3), colour, np.uint8))


@takes(PaintOptions, ("quality",))
def world(
    map: PictureLike,
    examples: Mapping[str, tuple[str, Optional[Pictures]]],
    *,
    sources: Sequence[tuple[PictureLike, PictureLike]] = (),
    scale: int = 1,
    border: float = 12,
    chunk: int = 1024,
    work: Union["os.PathLike[str]", str, None] = None,
    progress: Progress = None,
    dtype: DTypeLike = "uint8",
    options: Optional[PaintOptions] = None,
    **keywords: Any,
) -> Picture:
    """Paints a label map of any size with an example per label, in chunks that fit memory_gib.

    Args:
        map: what lies where, in the colours of the labels.
        examples: for each label by name its colour ("#8fd13f") and its example, a list of them, or None where a source has it.
        sources: tuples of a picture of several labels and its map.
        scale: pixels of the picture per pixel of the map; or give output_size.
        border: by how many pixels borders stray from where they are drawn.
        chunk: the longest side that is painted at once; halved until it fits into memory_gib.
        work: a file that what is painted is kept in; the same call goes on from there when it was stopped. By default a
            temporary one.
        progress, dtype, options: as for paint(); a phase is a chunk.

    Returns:
        A Picture.

    Raises:
        What paint() raises; BadInput also for a label of the map that has no example.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> land = numpy.zeros((2, 3, 3), numpy.uint8)
    >>> doodle.world(land, {"rock": ("#000000", noise)}, scale=16, quality="draft")
    <doodle.Picture 48x32>
    """
    chosen = gather(PaintOptions, options, keywords, also=("quality",))
    name = check_dtype(dtype)
    colours = [(label, _colour(colour, label)) for label, (colour, _) in examples.items()]
    styles = [
        _plain(to_image(one, f"the example of {label}"), colour)
        for (label, colour), (_, pictures) in zip(colours, examples.values())
        for one in as_list(pictures)
    ]
    styles += [(to_image(one, f"source {i + 1}"), to_image(its, f"the map of source {i + 1}")) for i, (one, its) in enumerate(sources)]
    with tempfile.TemporaryDirectory() as folder, Reporter(progress) as report:
        place = os.fspath(work) if work is not None else os.path.join(folder, "world.part")
        settings = (scale, border, chunk)
        return finish(_core.world(to_image(map, "the map"), colours, styles, settings, place, chosen, report), name)
