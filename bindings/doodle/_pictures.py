"""Pictures in and out: arrays, PIL images, files, and what a run returns."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Mapping, Sequence, Union

from . import _core

if TYPE_CHECKING:
    import numpy as np  # as everywhere in the package, loaded with the first array: what paints files starts sooner

DTypeLike = Union[str, type, "np.dtype[Any]"]
PictureLike = Union["Picture", "os.PathLike[str]", str, "np.ndarray", Any]

# A float picture is 0..1; what lies far beyond was meant as 0..255.
_BRIGHTEST = 2.0
_DTYPES = ("uint8", "uint16", "float32")
_PLAIN_PIL_MODES = ("L", "LA", "RGB", "RGBA", "I;16", "I;16B", "F")


def _from_pil(image: Any) -> np.ndarray:
    import numpy as np

    if image.mode == "I":  # 32 bits, which Pillow gives to 16
        array = np.asarray(image)
        return array.astype(np.uint16) if 0 <= array.min() and array.max() <= 65535 else array
    if image.mode not in _PLAIN_PIL_MODES:
        clear = "transparency" in image.info or image.mode in ("PA", "RGBa", "La")
        grey = image.mode == "1"
        image = image.convert("L" if grey else "RGBA" if clear else "RGB")
    return np.asarray(image)


def _from_array(value: Any) -> np.ndarray:
    import numpy as np

    tensor = hasattr(value, "__dlpack__") and not hasattr(value, "__array__")
    array = np.from_dlpack(value) if tensor else np.asarray(value)
    if array.dtype in (np.float64, np.float16):
        array = array.astype(np.float32)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype == np.float32 and array.size and array.max() > _BRIGHTEST:
        raise _core.BadInput(
            f"a float array with values up to {array.max():g} is no picture; floats are 0 to 1: divide by 255"
        )
    return array


def to_image(value: PictureLike, name: str = "the picture") -> _core.Image:
    """A picture of the library from anything that is one; `name` is for the message when it is not."""
    if isinstance(value, Picture):
        return value._image
    if isinstance(value, (str, os.PathLike)):
        return _core.load_image(os.fspath(value))
    profile = b""
    if hasattr(value, "mode") and hasattr(value, "convert"):
        profile = getattr(value, "info", {}).get("icc_profile") or b""
        value = _from_pil(value)
    try:
        image = _core.Image(_from_array(value))
    except _core.BadInput as error:
        raise _core.BadInput(f"{name}: {error}") from None
    image.icc = profile
    return image


def check_dtype(dtype: Any) -> str:
    """The name of a type that a picture converts to, from anything NumPy takes for one."""
    if isinstance(dtype, str) and dtype in _DTYPES:
        return dtype
    import numpy as np

    try:
        name = np.dtype(dtype).name
    except TypeError:
        name = str(dtype)
    if name not in _DTYPES:
        raise _core.UsageError(f"dtype is {name!r}; choose one of {', '.join(_DTYPES)}")
    return name


class Picture:
    """A picture with what is known of how it was made.

    It shows itself in notebooks, and converts to an array of height x width x channels (RGB or RGBA; grey has two
    dimensions) with `numpy.asarray` or `array()`, and to a PIL image with `pil()`.

    Attributes:
        parameters: what it was made with, by name; `save()` stores them in the file.
        notices: lines for the user, such as labels that were missing.
        phases: one report per phase: size, evaluations, loss, seconds; found: how often windowed matches are the best, by layer.
        uses: for each style the share of the picture that comes from it, and the share of it that appears.
        dtype: of the array it converts to: "uint8", "uint16" or "float32" (0 to 1).

    >>> import numpy, doodle
    >>> picture = doodle.Picture(numpy.zeros((4, 6, 3), numpy.uint8))
    >>> picture.size, picture.array("float32").max()
    ((6, 4), 0.0)
    """

    def __init__(
        self,
        image: PictureLike,
        *,
        parameters: Mapping[str, str] | None = None,
        notices: Sequence[str] = (),
        phases: Sequence[_core.PhaseReport] = (),
        uses: Sequence[tuple[float, float]] = (),
        dtype: DTypeLike = "uint8",
    ) -> None:
        self._image = image if isinstance(image, _core.Image) else to_image(image)
        self.parameters = dict(parameters or {})
        self.notices = list(notices)
        self.phases = list(phases)
        self.uses = list(uses)
        self.dtype = check_dtype(dtype)
        self._sources: _core.SourceMap | None = None

    @property
    def sources(self) -> np.ndarray | None:
        """Where each pixel comes from: height x width x 3, float32, x and y in the style's pixels and the style's number; -1
        where that is not known. None for a picture that was not painted, or without the finish."""
        return None if self._sources is None or self._sources.empty else self._sources.array()

    def save_sources(self, path: "os.PathLike[str] | str") -> None:
        """Writes `sources` to an OpenEXR file, for apply_map() and `doodle apply-map`. Raises BadInput."""
        if self._sources is None or self._sources.empty:
            raise _core.BadInput("the picture does not know where its pixels come from")
        self._sources.save(os.fspath(path))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._image.size

    def array(self, dtype: DTypeLike | None = None) -> np.ndarray:
        """A new array in the range of its type: uint8 0 to 255, uint16 0 to 65535, float32 0 to 1."""
        return self._image.array(self.dtype if dtype is None else check_dtype(dtype))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("a Picture's array is always a new one")
        array = self.array()
        return array if dtype is None else array.astype(dtype)

    def pil(self) -> Any:
        """The picture as a PIL image of 8 bits a channel, with its colour profile."""
        from PIL import Image  # type: ignore

        image = Image.fromarray(self.array("uint8"))
        if self._image.icc:
            image.info["icc_profile"] = self._image.icc
        return image

    def save(self, path: "os.PathLike[str] | str") -> None:
        """Writes a file whose format follows from its name, with the parameters in it. Raises BadInput."""
        _core.save_image(os.fspath(path), self._image, self.parameters)

    def _repr_png_(self) -> bytes:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "picture.png")
            image = _core.Image(self.array("uint8"))
            image.icc = self._image.icc
            _core.save_image(path, image, self.parameters)
            with open(path, "rb") as file:
                return file.read()

    def __repr__(self) -> str:
        return f"<doodle.Picture {self.size[0]}x{self.size[1]}>"
