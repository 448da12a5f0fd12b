"""Neural doodles and patch-based image synthesis.

>>> import doodle
>>> picture = doodle.texture("pebbles.jpg", output_size=(1024, 768))  # doctest: +SKIP
>>> picture.save("more_pebbles.png")  # doctest: +SKIP
"""

from . import _threads  # noqa: F401, before _core
from ._core import (
    BadInput,
    DeviceMissing,
    DoodleError,
    ModelMissing,
    OutOfMemory,
    UsageError,
    __version__,
)
from ._api import paint, style, texture, variations
from ._devices import Device, devices
from ._maps import LabelUse, MapReport, check_maps, propose_map
from ._matches import Matches, match
from ._options import PaintOptions, StyleOptions, UpscaleOptions
from ._phases import paint_phases
from ._pictures import Picture
from ._progress import Cancelled, Event
from ._session import Session, features
from ._upscale import Animation, apply_map, upscale
from ._world import world

__all__ = [
    "Animation",
    "BadInput",
    "Cancelled",
    "Device",
    "DeviceMissing",
    "DoodleError",
    "Event",
    "LabelUse",
    "MapReport",
    "Matches",
    "ModelMissing",
    "OutOfMemory",
    "PaintOptions",
    "Picture",
    "Session",
    "StyleOptions",
    "UpscaleOptions",
    "UsageError",
    "__version__",
    "apply_map",
    "check_maps",
    "devices",
    "features",
    "match",
    "paint",
    "paint_phases",
    "propose_map",
    "style",
    "texture",
    "upscale",
    "variations",
    "world",
]
