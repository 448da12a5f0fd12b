"""Matches of features, on which others build."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import doodle
from conftest import noise


def test_matches_are_where_the_scores_say():
    current = noise(7, 9, 20, dtype=np.float32)
    styles = [noise(6, 8, 20, 1, np.float32), noise(9, 5, 20, 2, np.float32)]
    found = doodle.match(current, styles)

    def patch(values, row, column):
        block = values[row : row + 3, column : column + 3].reshape(9, -1)
        return block / np.linalg.norm(block, axis=1, keepdims=True)

    def score(y, x, style, row, column):
        return (patch(current, y, x) * patch(styles[style], row, column)).sum() / 9

    places = [(s, r, c) for s, one in enumerate(styles) for r in range(one.shape[0] - 2) for c in range(one.shape[1] - 2)]
    for y in range(5):
        for x in range(7):
            chosen = (found.style[y, x], found.row[y, x], found.column[y, x])
            assert found.score[y, x] == pytest.approx(score(y, x, *chosen), abs=1e-3)
            assert found.score[y, x] > max(score(y, x, *place) for place in places) - 1e-3


def test_maps_that_do_not_fit_are_refused():
    values = noise(6, 7, 8, dtype=np.float32)
    with pytest.raises(doodle.BadInput, match="1 styles and 2 style maps"):
        doodle.match(values, values, current_map=values, style_maps=[values, values])
    with pytest.raises(doodle.BadInput, match=r"current has the shape \(7, 8\)"):
        doodle.match(values[0], values)


@pytest.mark.parametrize("shape", [(6, 7), (6,), (2, 6, 7, 20)])
def test_features_of_another_shape_are_named(shape):
    with pytest.raises(doodle.BadInput, match="height x width x channels"):
        doodle.match(np.zeros(shape, np.float32), noise(6, 7, 20, dtype=np.float32))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("argument", ["current", "styles[1]", "current_map", "style_maps[1]"])
def test_values_that_are_not_finite_are_named(argument, bad):
    """The argument by its name, and where in it the value is."""
    values = {name: noise(6, 7, 4, dtype=np.float32) for name in ("current", "styles[1]", "current_map", "style_maps[1]")}
    values[argument][5, 3, 2] = bad
    good = noise(6, 7, 4, dtype=np.float32)
    with pytest.raises(doodle.BadInput) as caught:
        doodle.match(
            values["current"],
            [good, values["styles[1]"]],
            current_map=values["current_map"],
            style_maps=[good, values["style_maps[1]"]],
        )
    assert str(caught.value).startswith(f"{argument} holds a value that is not a finite number, at row 5, column 3, channel 2")


def test_what_has_no_float_is_refused():
    good = noise(6, 7, 4, dtype=np.float32)
    for bad in (good.astype(complex), good.astype(object), good.astype(str)):
        with pytest.raises(doodle.BadInput, match=r"styles\[1\] is an array of"):
            doodle.match(good, [good, bad])
    with pytest.raises(doodle.BadInput, match="current holds a value that is not a finite number"):
        doodle.match(np.full((4, 4, 4), 1e300), good)  # beyond float32


@pytest.mark.parametrize(
    "convert",
    [np.asfortranarray, lambda a: a.astype(np.float64), lambda a: a.astype(">f4"), lambda a: a[::-1][::-1]]
    + [lambda a: np.repeat(a, 2, axis=1)[:, ::2]],
)
def test_any_array_of_the_same_values_matches_alike(convert):
    current, style = noise(6, 7, 4, dtype=np.float32), noise(8, 9, 4, 1, np.float32)
    expected = doodle.match(current, style)
    for found in (doodle.match(convert(current), style), doodle.match(current, convert(style))):
        for one, other in zip(found, expected):
            np.testing.assert_array_equal(one, other)


# The high-water mark of a process's memory only rises: a small run first, for what is loaded and made once.
MEASURED = """
    import numpy as np, re
    import doodle

    def peak():
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) << 10

    current = np.ones((3, 3, 512), np.float32)
    doodle.match(current, np.ones((8, 8, 512), np.float32), threads=1)
    style = np.ones((260, 260, 512), np.float32)
    before = peak()
    doodle.match(current, style, threads=1)
    print((peak() - before) / style.nbytes)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process's high-water mark in /proc")
def test_arrays_that_need_no_copy_are_not_copied():
    """The matcher keeps the style once, in an order of its own; every copy would add as much again."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(MEASURED)], capture_output=True, text=True, check=True)
    assert 0.5 < float(done.stdout) < 1.5


@pytest.mark.parametrize(
    "keywords, error, message",
    [
        (dict(threads=-1), doodle.UsageError, "threads is -1"),
        (dict(threads=10**6), doodle.UsageError, "threads is 1000000"),
        (dict(threads=1.5), TypeError, "threads cannot be 1.5"),
        (dict(device=1), TypeError, "device cannot be 1"),
        (dict(device="tpu"), doodle.UsageError, 'device is "tpu"'),
        (dict(device="cuda:99"), doodle.DeviceMissing, "cuda"),
        (dict(variety="much"), TypeError, "variety cannot be 'much'"),
        (dict(semantic_weight=np.nan), doodle.UsageError, "semantic_weight is nan"),
        (dict(styles=[]), doodle.BadInput, "no style"),
        (dict(styles=noise(6, 7, 3, dtype=np.float32)), doodle.BadInput, r"styles\[0\] has 3 channels and current 4"),
        (dict(current_map=noise(6, 7, 4, dtype=np.float32)), doodle.BadInput, "there is current_map and no style_maps"),
        (dict(style_maps=noise(6, 7, 4, dtype=np.float32)), doodle.BadInput, "there is style_maps and no current_map"),
    ],
)
def test_mistakes_of_match_are_named(keywords, error, message):
    values = noise(6, 7, 4, dtype=np.float32)
    with pytest.raises(error, match=message):
        doodle.match(**{"current": values, "styles": values, **keywords})
