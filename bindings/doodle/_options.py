"""Everything that can be chosen, with the defaults of the library (a test compares them)."""

from __future__ import annotations

import dataclasses
import difflib
import numbers
from typing import Any, Mapping, Optional

from . import _core


@dataclasses.dataclass
class _Common:
    output_size: Optional[tuple[int, int]] = None  # (width, height); the content's, else the map's, else the style's
    semantic_mode: str = "automatic"  # how maps are read: automatic, labels, guide or colour
    max_labels: int = 16  # 1..64; further colours of a map are merged
    seed: str = "auto"  # where it starts from: noise, content, image or auto
    seed_low: float = 16  # of the noise, 0..255
    seed_high: float = 240
    random_seed: int = 0  # the same seed and options give the same bytes
    device: str = "auto"
    threads: int = 0  # 0: as many as the machine has; the result does not depend on it
    model: str = ""  # a name of `doodle models list` or a file; empty: thin, which is part of the package
    pooling: str = "average"  # average or max
    padding: str = ""  # zero, replicate or reflect; empty: what the model says
    activation: str = "elu"  # this and the rest shape the network `random` alone: elu, relu or leaky
    down_sampling: str = "strided"  # strided, average or max
    initialisation: str = "glorot"  # glorot or orthogonal
    units: float = 1  # multiplies the channels of every layer, 1/16..4
    depth: int = 1  # repeats every layer, 1..4
    network_seed: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Any:
        return cls(**values)


@dataclasses.dataclass
class PaintOptions(_Common):
    """The options of paint() and texture(), all with defaults; any of them can be given as a keyword instead.

    >>> import doodle
    >>> doodle.PaintOptions(variety=0.5).variety
    0.5
    >>> doodle.PaintOptions.preset("draft").finish_iterations < doodle.PaintOptions().finish_iterations
    True
    """

    tile: str = "none"  # none, x, y or xy: where the picture continues over its sides without a seam
    phases: int = 0  # 1..10 scales, each twice the one before; 0: enough
    neural_phases: int = 0  # in how many of the first phases the network paints; 0: as suits the task
    style_scale: float = 1  # style pixels per style file pixel, 1/16..16
    style_layers: list[str] = dataclasses.field(default_factory=lambda: ["3_1", "4_1"])
    vote_layer: str = "3_1"
    semantic_weight: float = 10  # of the maps against the features, 0..10,000
    variety: float = 0.2  # 0..1: style patches that match well somewhere are put off
    votes: int = 4  # matched-and-copied passes at the start of a phase, 0..100
    iterations: int = 10  # evaluations of the objective per phase, 0..10,000
    style_weight: float = 25
    content_weight: float = 10
    smoothness: float = 1
    content_layers: list[str] = dataclasses.field(default_factory=lambda: ["4_2"])
    optimiser: str = "lbfgs"  # lbfgs or adam
    finish: bool = True  # patches of pixels after the network's
    finish_phases: int = 10
    finish_iterations: int = 10  # search-and-vote rounds per phase, 1..100
    balance: float = 1  # 0..100: how strongly each style pixel is held to equal use
    memory_gib: float = 0  # how much the process may use; 0: three quarters of the machine's

    @classmethod
    def preset(cls, quality: str) -> "PaintOptions":
        """The options of a quality: draft, standard or fine."""
        return cls(**_core.paint_options({"quality": quality}))


@dataclasses.dataclass
class UpscaleOptions(PaintOptions):
    """The options of upscale(): its own, and those of paint().

    >>> import doodle
    >>> doodle.UpscaleOptions(scale=4, tile="xy").keep_colour
    1.0
    """

    scale: int = 8  # 1..64; output_size wins over it
    keep_colour: float = 1.0  # 0..1: how closely the mean colour of each pixel of the art is held
    snap_palette: bool = False  # the art's own colours only
    photo_scale: float = 0  # a photo's pixels in the result, 1/64..16; 0: so that it covers the tile twice

    @classmethod
    def preset(cls, quality: str) -> "UpscaleOptions":
        """The options of a quality: draft, standard or fine."""
        return cls(**_core.upscale_options({"quality": quality}))


@dataclasses.dataclass
class StyleOptions(_Common):
    """The options of style(), all with defaults; any of them can be given as a keyword instead.

    >>> import doodle
    >>> doodle.StyleOptions(loss="wasserstein").loss
    'wasserstein'
    """

    loss: str = "gram"  # gram, or wasserstein: whole distributions
    style_weight: float = 100
    content_weight: float = 5
    patch_weight: float = 0  # of neural patches beside the statistics
    smoothness: float = 1
    style_layers: list[str] = dataclasses.field(default_factory=list)  # empty: 1_1 to 5_1, where the network has them
    content_layers: list[str] = dataclasses.field(default_factory=list)  # empty: 4_2
    patch_layers: list[str] = dataclasses.field(default_factory=list)  # empty: 3_1 and 4_1
    layer_scale: str = "equal"  # equal, or gatys
    phases: int = 0
    iterations: int = 60  # evaluations of the objective in a phase
    tiled_iterations: int = 6  # the same in phases that do not fit into the memory at once
    style_scale: float = 1
    optimiser: str = "lbfgs"
    colours: str = "style"  # style, luminance, linear or histogram
    memory_gib: float = 0  # how much may be used; 0: three quarters of the machine's


def gather(kind: type[_Common], options: Optional[_Common], keywords: Mapping[str, Any], also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The keywords for the library: `options` first, then what was given by name. Raises TypeError for an unknown name."""
    if options is not None and not isinstance(options, kind):
        raise TypeError(f"options is a {type(options).__name__}; it must be a {kind.__name__}")
    if options is not None and keywords.get("quality") is not None:
        raise _core.UsageError("quality and options are both given; take options=PaintOptions.preset(quality) and change it")
    values = {} if options is None else dataclasses.asdict(options)
    known = [field.name for field in dataclasses.fields(kind)] + list(also)
    for name in keywords:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise TypeError(f"there is no option {name}{hint}")
    values.update(keywords)
    return {name: value for name, value in values.items() if value is not None}


def number(value: Any, name: str) -> float:
    """The value of an argument outside the options; raises TypeError, as they do, for what is no number."""
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{name} cannot be {value!r}")
    return float(value)
