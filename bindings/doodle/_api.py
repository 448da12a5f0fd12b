"""The functions of the package."""

from __future__ import annotations

import queue
import threading
from typing import Any, Iterator, Optional, Sequence, Union

import numpy as np

from . import _core
from ._options import PaintOptions, StyleOptions, gather, number
from ._pictures import DTypeLike, Picture, PictureLike, check_dtype, to_image
from ._progress import Cancelled, Event, Progress, Reporter

Pictures = Union[PictureLike, Sequence[PictureLike]]


def _as_list(value: Optional[Pictures]) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _optional(value: Optional[PictureLike], name: str) -> Optional[_core.Image]:
    return None if value is None else to_image(value, name)


def _styles(style: Pictures, style_map: Optional[Pictures]) -> list[tuple[_core.Image, Optional[_core.Image]]]:
    styles, maps = _as_list(style), _as_list(style_map)
    if not styles:
        raise _core.UsageError("there is no style; give a picture, or a list of them")
    if maps and len(maps) != len(styles):
        raise _core.UsageError(f"there are {len(styles)} styles and {len(maps)} style maps; give one map per style")
    images = [to_image(one, f"style {i + 1}") for i, one in enumerate(styles)]
    return [(image, to_image(maps[i], f"the map of style {i + 1}") if maps else None) for i, image in enumerate(images)]


def _seed(seed_image: Optional[PictureLike], chosen: dict[str, Any]) -> Optional[_core.Image]:
    """The picture to start from; UsageError where it would not be used."""
    seed = chosen.get("seed", "auto")
    if seed_image is not None and seed != "image":
        raise _core.UsageError(f'there is a seed_image, but seed is {seed!r}; give seed="image" to start from it')
    return _optional(seed_image, "the seed image")


def _layer_names(layers: Any) -> list[str]:
    names = [layers] if isinstance(layers, str) else layers
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise TypeError(f'layers is {layers!r}; it must be a name such as "3_1", or a list of names')
    return list(names)


def _finish(result: _core.Result, dtype: str) -> Picture:
    picture = Picture(
        result.image, parameters=result.parameters, notices=result.notices, phases=result.phases, dtype=dtype
    )
    if result.cancelled:
        raise Cancelled(picture)
    return picture


def paint(
    style: Pictures,
    *,
    target_map: Optional[PictureLike] = None,
    style_map: Optional[Pictures] = None,
    content: Optional[PictureLike] = None,
    seed_image: Optional[PictureLike] = None,
    progress: Progress = None,
    dtype: DTypeLike = "uint8",
    options: Optional[PaintOptions] = None,
    **keywords: Any,
) -> Picture:
    """Paints from a map of colours, a content picture, or nothing but a style, in the manner of the style.

    Args:
        style: the picture whose look to take, or a list of them. Every picture may be a path, a PIL image, a Picture, or
            an array of height x width (x 1 to 4 channels), uint8, uint16, or float32 from 0 to 1, of any strides.
        target_map: what to paint where; then every style needs its `style_map`.
        style_map: one map per style, in the same colours as the target map.
        content: a picture whose content to keep.
        seed_image: where to start from, with seed="image".
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
    inputs = (_styles(style, style_map), _optional(target_map, "the target map"), _optional(content, "the content"))
    with Reporter(progress) as report:
        return _finish(_core.paint(*inputs, _seed(seed_image, chosen), chosen, report), dtype)


def texture(example: Pictures, *, output_size: Optional[tuple[int, int]] = None, **keywords: Any) -> Picture:
    """Makes a new texture that looks like one example or several; everything else is as for paint().

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> doodle.texture(noise, output_size=(40, 32), quality="draft").size
    (40, 32)
    """
    return paint(example, output_size=output_size, **keywords)


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
        options: a StyleOptions; keywords win over it. The rest is as for paint().

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (2, 48, 64, 3), numpy.uint8)
    >>> doodle.style(noise[0], noise[1], iterations=2)
    <doodle.Picture 64x48>
    """
    chosen = gather(StyleOptions, options, keywords)
    dtype = check_dtype(dtype)
    styles = _styles(style, style_map)
    if not (weights is None or isinstance(weights, (list, tuple, np.ndarray))):
        raise TypeError(f"weights is {weights!r}; it must be a list of numbers, one per style")
    shares = [1.0] * len(styles) if weights is None else [number(weight, "a weight") for weight in weights]
    if len(shares) != len(styles):
        raise _core.UsageError(f"there are {len(styles)} styles and {len(shares)} weights; give one weight per style")
    weighted = [(image, style_map_, share) for (image, style_map_), share in zip(styles, shares)]
    inputs = (to_image(content, "the content"), weighted, _optional(target_map, "the target map"))
    with Reporter(progress) as report:
        return _finish(_core.style(*inputs, _seed(seed_image, chosen), chosen, report), dtype)


def paint_phases(style: Pictures, **keywords: Any) -> Iterator[Picture]:
    """Paints as paint() does (without `progress`) and yields the picture after every phase, from the smallest; the last one is the result.

    The painting goes on in a thread of its own while a picture is being looked at; leaving the loop cancels it.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (90, 90, 3), numpy.uint8)
    >>> [picture.size for picture in doodle.paint_phases(noise, phases=2, quality="draft")]
    [(45, 45), (90, 90)]
    """
    if "progress" in keywords:
        raise TypeError("paint_phases() takes no progress; its loop sees every phase, paint(progress=...) every step")
    keywords["dtype"] = check_dtype(keywords.get("dtype", "uint8"))
    return _phases(style, keywords)


def _phases(style: Pictures, keywords: dict[str, Any]) -> Iterator[Picture]:
    pictures: queue.Queue[Any] = queue.Queue()
    stop = threading.Event()

    def report(event: Event) -> bool:
        last = event.phase + 1 == event.phases
        if event.step == event.steps > 0 and not last and event.stage in ("refine", "finish"):
            shown = event.picture()
            if shown is not None:
                shown.dtype = keywords["dtype"]
                pictures.put((event.phase, shown))
        return not stop.is_set()

    def run() -> None:
        try:
            pictures.put((None, paint(style, progress=report, **keywords)))
        except Cancelled:
            pass
        except BaseException as error:
            pictures.put((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield from _last_of_each(pictures)
    finally:
        stop.set()
        thread.join()


def _last_of_each(pictures: "queue.Queue[Any]") -> Iterator[Picture]:
    """The last picture of each phase: a phase may report the end of several stages."""
    waiting: Optional[tuple[int, Picture]] = None
    while True:
        phase, picture = pictures.get()
        if waiting is not None and waiting[0] != phase:
            yield waiting[1]
        if isinstance(picture, BaseException):
            raise picture
        if phase is None:
            yield picture
            return
        waiting = (phase, picture)


def features(image: PictureLike, layers: Union[str, Sequence[str]], **keywords: Any) -> dict[str, np.ndarray]:
    """What a network sees in a picture: for each layer an array of height x width x channels, float32, after the activation.

    Args:
        image: as for paint(); alpha is ignored.
        layers: a name such as "3_1", or several.
        keywords: of PaintOptions, those of the network, and threads.

    The arrays are the network's own memory and support DLPack. For many pictures use Session.features, which keeps the
    network.

    >>> import numpy, doodle
    >>> found = doodle.features(numpy.zeros((32, 48, 3), numpy.uint8), ["1_1", "3_1"])
    >>> found["3_1"].shape
    (8, 12, 64)
    """
    return Session(**keywords).features(image, layers)


class Session:
    """Options that are given once for many calls, and a network that is loaded once.

    The network stays loaded as long as the session. Its file is read again only when its size or time of change is another,
    or a call asks for another network.

    >>> import numpy, doodle
    >>> session = doodle.Session(random_seed=7, quality="draft")
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> session.texture(noise, output_size=(40, 32))
    <doodle.Picture 40x32>
    >>> sorted(session.features(noise, "1_1"))
    ['1_1']
    """

    def __init__(self, **keywords: Any) -> None:
        self._keywords = keywords
        self._extractor = _core.FeatureExtractor(gather(PaintOptions, None, keywords, also=("quality",)))
        self._lock = threading.Lock()

    @property
    def layers(self) -> list[str]:
        """The names of the network's layers, in order."""
        return self._extractor.layers

    def paint(self, style: Pictures, **keywords: Any) -> Picture:
        """paint() with the session's options; keywords win over them."""
        return paint(style, **{**self._keywords, **keywords})

    def texture(self, example: Pictures, **keywords: Any) -> Picture:
        """texture() with the session's options; keywords win over them."""
        return texture(example, **{**self._keywords, **keywords})

    def features(self, image: PictureLike, layers: Union[str, Sequence[str]]) -> dict[str, np.ndarray]:
        """features() with the session's network."""
        names = _layer_names(layers)
        with self._lock:
            return dict(zip(names, self._extractor.run(to_image(image), names)))
