"""Everything that can be chosen, with the defaults of the library (a test compares them)."""

from __future__ import annotations

import copy
import dataclasses
import os
from typing import Any, Optional, TypeVar, Union

from . import _core

_T = TypeVar("_T")
Labels = Union[str, "os.PathLike[str]", "dict[str, tuple[float, float, float]]"]


def _option(default: _T, text: str) -> _T:
    """A field with its default, and what to say about it."""
    field: Any = dataclasses.field(default_factory=lambda: copy.copy(default), metadata={"text": text, "default": default})
    return field


def _describe(kind: type[_T]) -> type[_T]:
    """Adds the fields to the docstring of a dataclass, before its examples."""
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    lines = [f"    {field.name}: {field.metadata['text']} ({field.metadata['default']!r})." for field in fields]
    text, examples = (kind.__doc__ or "").split("    >>>", 1)
    indented = "\n".join(["    Attributes (with their defaults):"] + ["    " + line for line in lines])
    kind.__doc__ = f"{text}{indented}\n\n    >>>{examples}"
    return kind


@dataclasses.dataclass
class _Common:
    output_size: Optional[tuple[int, int]] = _option(None, "(width, height); by default the content's, else the target map's, else the style's")
    semantic_mode: str = _option("automatic", "how maps are read: automatic, labels, guide (continuous tones) or colour")
    labels: Optional[Labels] = _option(None, "names of the maps' colours: a labels.toml, or a dict of names and (red, green, blue), 0 to 255")
    max_labels: int = _option(16, "1 to 64; further colours of a map are merged")
    seed: str = _option("auto", "where it starts from: noise, content, image (that of `seed_image`) or auto")
    seed_low: float = _option(16, "the darkest of the noise, 0 to 255")
    seed_high: float = _option(240, "the brightest of the noise, 0 to 255")
    random_seed: int = _option(0, "the same seed and options give the same bytes")
    device: str = _option("auto", "auto, cpu, cuda or cuda:N; devices() lists what there is")
    threads: int = _option(0, "1 to 1024; 0: as many as the machine has; the result does not depend on it")
    model: str = _option("", "a name of `doodle models list` or a file; empty: thin, which is part of the package")
    pooling: str = _option("average", "average or max")
    padding: str = _option("", "zero, replicate or reflect; empty: what the model says")
    activation: str = _option("elu", "of the network `random`, as all that follows: elu, relu or leaky")
    down_sampling: str = _option("strided", "strided, average or max")
    initialisation: str = _option("glorot", "glorot or orthogonal")
    units: float = _option(1, "multiplies the channels of every layer, 1/16 to 4")
    depth: int = _option(1, "repeats every layer, 1 to 4")
    network_seed: int = _option(0, "of its weights")
    memory_gib: float = _option(0, "how much the process may use; 0: three quarters of the machine's")


@_describe
@dataclasses.dataclass
class PaintOptions(_Common):
    """The options of paint() and texture(), all with defaults; any of them can be given as a keyword instead.

    >>> import doodle
    >>> doodle.PaintOptions(variety=0.5).variety
    0.5
    >>> doodle.PaintOptions.preset("draft").finish_iterations < doodle.PaintOptions().finish_iterations
    True
    """

    tile: str = _option("none", "none, x, y or xy: where the picture continues over its sides without a seam")
    rotate: int = _option(0, "also take patches turned: 0 (no), 180, or 90 (by any number of quarter turns)")
    mirror: str = _option("none", "none, x, y or xy: also take patches mirrored left to right, top to bottom")
    style_tiles: bool = _option(False, "the styles are tiles: their patches go on over their sides")
    phases: int = _option(0, "1 to 10 scales, each twice the one before; 0: as many as the size needs")
    neural_phases: int = _option(0, "1 to 10: in how many of the first phases the network paints; 0: as suits the task")
    style_scale: float = _option(1, "style pixels per style file pixel, 1/16 to 16")
    style_layers: list[str] = _option(["3_1", "4_1"], "where patches are matched and the style is held")
    vote_layer: str = _option("3_1", "where patches are matched for voting")
    semantic_weight: float = _option(10, "of the maps against the features, 0 to 10,000")
    variety: float = _option(0.2, "0 to 1: style patches that match well somewhere are put off")
    match: str = _option("auto", "exact, windowed (few comparisons, for large pictures) or auto")
    votes: int = _option(4, "rounds of matching and copying at the start of a phase, 0 to 100")
    iterations: int = _option(10, "evaluations of the objective in each phase, 0 to 10,000")
    style_weight: float = _option(25, "of the style's patches, 0 to 1e6")
    content_weight: float = _option(10, "of the content, 0 to 1e6")
    smoothness: float = _option(1, "0 to 1e6")
    content_layers: list[str] = _option(["4_2"], "where the content is held")
    optimiser: str = _option("lbfgs", "lbfgs or adam")
    finish: bool = _option(True, "finish the last phases in pixels")
    finish_phases: int = _option(10, "how many of them, 0 to 10, of which those that there are")
    finish_iterations: int = _option(10, "rounds of search and voting in each, 1 to 100")
    balance: float = _option(1, "0 to 100: how strongly each style pixel is held to equal use")
    coverage: float = _option(0, "0 to 1: the balance is raised while less than this share of the styles appears")

    @classmethod
    def preset(cls, quality: str) -> "PaintOptions":
        """The options of a quality: draft, standard or fine."""
        return cls(**_core.paint_options({"quality": quality}))


@_describe
@dataclasses.dataclass
class UpscaleOptions(PaintOptions):
    """The options of upscale(): its own, and those of paint().

    >>> import doodle
    >>> doodle.UpscaleOptions(scale=4, tile="xy").keep_colour
    1.0
    """

    scale: int = _option(8, "how many times larger, 1 to 64; output_size wins over it")
    keep_colour: float = _option(1.0, "0 to 1: how closely the mean colour of each pixel of the art is held")
    snap_palette: bool = _option(False, "use the art's own colours only")
    photo_scale: float = _option(0, "size of a photo's pixels in the result, 1/64 to 16; 0: so that it covers the tile twice")

    @classmethod
    def preset(cls, quality: str) -> "UpscaleOptions":
        """The options of a quality: draft, standard or fine."""
        return cls(**_core.upscale_options({"quality": quality}))


@_describe
@dataclasses.dataclass
class StyleOptions(_Common):
    """The options of style(), all with defaults; any of them can be given as a keyword instead.

    >>> import doodle
    >>> doodle.StyleOptions(loss="gram").loss
    'gram'
    """

    loss: str = _option("wasserstein", "wasserstein: whole distributions of features; or gram: their second moments, faster")
    style_weight: float = _option(100, "of the statistics, 0 to 1e9")
    content_weight: float = _option(5, "0 to 1e9")
    patch_weight: float = _option(0, "of neural patches beside the statistics, 0 to 1e9")
    smoothness: float = _option(1, "0 to 1e9")
    style_layers: list[str] = _option([], "empty: 1_1, 2_1, 3_1, 4_1 and 5_1, of which those that the network has")
    content_layers: list[str] = _option([], "empty: 4_2")
    patch_layers: list[str] = _option([], "empty: 3_1 and 4_1")
    layer_scale: str = _option("equal", "equal, or gatys: the say of each style layer")
    phases: int = _option(0, "1 to 12 sizes, sqrt 2 apart; 0: from about 128 pixels")
    iterations: int = _option(30, "evaluations of the objective in each phase, 1 to 10,000")
    tiled_iterations: int = _option(6, "the same in phases that work in tiles, 1 to 10,000")
    style_scale: float = _option(1, "longer side of the styles against the picture's, 1/16 to 16")
    optimiser: str = _option("lbfgs", "lbfgs or adam")
    pooling: str = _option("max", "max or average")
    colours: str = _option("style", "style; or the content's: luminance, linear or histogram")
