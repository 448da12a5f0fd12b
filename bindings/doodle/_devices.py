"""What the package can run on."""

from __future__ import annotations

from typing import NamedTuple

from . import _core


class Device(NamedTuple):
    """A device that could run the package, usable or not.

    Attributes:
        name: as `device=` takes it: "cpu", "cuda:0".
        description: processor or board, instruction set, memory.
        usable: whether it can be used here.
        reason: why not; empty where it can.
    """

    name: str
    description: str
    usable: bool
    reason: str


def devices() -> list[Device]:
    """Every device that this package knows, the CPU first, with the reason where one cannot be used.

    >>> import doodle
    >>> doodle.devices()[0].name
    'cpu'
    >>> unusable = [device.reason for device in doodle.devices() if not device.usable]
    """
    return [Device(*one) for one in _core.devices()]
