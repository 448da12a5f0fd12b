"""Options and a network for many calls, and what the network sees."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

from . import _core
from ._api import paint, texture
from ._api import style as transfer_style
from ._inputs import Pictures
from ._keywords import gather, takes
from ._options import PaintOptions, StyleOptions
from ._pictures import Picture, PictureLike, to_image
from ._upscale import upscale

if TYPE_CHECKING:
    import numpy as np


def _layer_names(layers: Any) -> list[str]:
    names = [layers] if isinstance(layers, str) else layers
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise TypeError(f'layers is {layers!r}; it must be a name such as "3_1", or a list of names')
    return list(names)


@takes(PaintOptions)
def features(image: PictureLike, layers: Union[str, Sequence[str]], **keywords: Any) -> dict[str, np.ndarray]:
    """What a network sees in a picture: for each layer an array of height x width x channels, float32, after the activation.

    Args:
        image: as for paint(); alpha is ignored.
        layers: a name such as "3_1", or several.
        keywords: of PaintOptions, those of the network, and threads.

    Returns:
        A dict of arrays by layer. They are the network's own memory and support DLPack. A layer of stride 4 has a quarter
        of the picture's height and width.

    Raises:
        UsageError: a layer that the network does not have.
        BadInput: a picture that cannot be read, or one too small for a layer.
        ModelMissing, OutOfMemory, DeviceMissing: as their names say.

    For many pictures use Session.features, which keeps the network.

    >>> import numpy, doodle
    >>> found = doodle.features(numpy.zeros((32, 48, 3), numpy.uint8), ["1_1", "3_1"])
    >>> found["3_1"].shape
    (8, 12, 64)
    """
    return Session(**keywords).features(image, layers)


class Session:
    """Options that are given once for many calls, and a network that is loaded once.

    The network stays loaded as long as the session. Its file is read again only when its size or time of change is another,
    or a call asks for another network. Several threads may use one session.

    Args:
        keywords: of PaintOptions, and `quality`.

    Raises:
        UsageError, ModelMissing, DeviceMissing: at once, as their names say; TypeError for an option that does not exist.

    >>> import numpy, doodle
    >>> session = doodle.Session(random_seed=7, quality="draft")
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (48, 64, 3), numpy.uint8)
    >>> session.texture(noise, output_size=(40, 32))
    <doodle.Picture 40x32>
    >>> sorted(session.features(noise, "1_1"))
    ['1_1']
    """

    @takes(PaintOptions, ("quality",))
    def __init__(self, **keywords: Any) -> None:
        self._keywords = keywords
        self._extractor = _core.FeatureExtractor(gather(PaintOptions, None, keywords, also=("quality",)))
        self._lock = threading.Lock()

    @property
    def layers(self) -> list[str]:
        """The names of the network's layers, in order."""
        return self._extractor.layers

    @takes(paint)
    def paint(self, style: Optional[Pictures] = None, **keywords: Any) -> Picture:
        """paint() with the session's options; keywords win over them."""
        return paint(style, **{**self._keywords, **keywords})

    @takes(texture)
    def texture(self, example: Optional[Pictures] = None, **keywords: Any) -> Picture:
        """texture() with the session's options; keywords win over them."""
        return texture(example, **{**self._keywords, **keywords})

    @takes(upscale)
    def upscale(self, art: PictureLike, photo: Optional[Pictures] = None, **keywords: Any) -> Picture:
        """upscale() with the session's options; keywords win over them."""
        return upscale(art, photo, **{**self._keywords, **keywords})

    @takes(transfer_style)
    def style(self, content: PictureLike, style: Pictures, **keywords: Any) -> Picture:
        """style() with those of the session's options that it has; keywords win over them."""
        shared = {field.name for field in dataclasses.fields(StyleOptions)} & self._keywords.keys()
        return transfer_style(content, style, **{**{name: self._keywords[name] for name in shared}, **keywords})

    def features(self, image: PictureLike, layers: Union[str, Sequence[str]]) -> dict[str, np.ndarray]:
        """features() with the session's network."""
        names = _layer_names(layers)
        with self._lock:
            return dict(zip(names, self._extractor.run(to_image(image), names)))
