"""Features and matches, on which others build."""

import os
import pathlib
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import doodle
from conftest import noise


def test_features_have_the_stride_of_their_layer(example):
    found = doodle.features(example, ["1_1", "3_1"])
    assert found["1_1"].shape[:2] == (48, 64) and found["3_1"].shape[:2] == (12, 16)
    assert found["1_1"].dtype == np.float32


def test_features_are_dlpack(example):
    layer = doodle.features(example, "2_1")["2_1"]
    np.testing.assert_array_equal(np.from_dlpack(layer), layer)


def test_a_session_keeps_its_network(example):
    session = doodle.Session(model="random", network_seed=4)
    np.testing.assert_array_equal(
        session.features(example, "2_1")["2_1"], doodle.features(example, "2_1", model="random", network_seed=4)["2_1"]
    )
    assert "3_1" in session.layers
    with pytest.raises(doodle.UsageError, match="no layer 7_7"):
        session.features(example, "7_7")


def test_a_session_paints_with_its_options(example):
    session = doodle.Session(random_seed=6, quality="draft", output_size=(40, 32))
    expected = doodle.paint(example, random_seed=6, quality="draft", output_size=(40, 32))
    np.testing.assert_array_equal(session.paint(example).array(), expected.array())


def thin_copy(path):
    """The network of the repository as a file of one's own, and what changes its bytes behind the library's back."""
    path.write_bytes((pathlib.Path(__file__).parents[2] / "data" / "models" / "thin.safetensors").read_bytes())
    before = path.stat()

    def spoil(keep_time=True):
        path.write_bytes(bytes(before.st_size))
        if keep_time:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return spoil


def test_a_session_reads_its_network_once(example, tmp_path):
    """A second call after the file has lost its contents, its size and time kept, finds the same network."""
    path = tmp_path / "mine.safetensors"
    spoil = thin_copy(path)
    session = doodle.Session(model=str(path), quality="draft", output_size=(40, 32))
    painted, textured = session.paint(example).array(), session.texture(example).array()
    spoil()
    np.testing.assert_array_equal(session.paint(example).array(), painted)
    np.testing.assert_array_equal(session.texture(example).array(), textured)
    assert session.features(example, "1_1")["1_1"].shape[:2] == (48, 64)
    with pytest.raises(doodle.ModelMissing):  # another network
        session.paint(example, pooling="max")
    del session
    with pytest.raises(doodle.ModelMissing):  # nobody holds it any more
        doodle.paint(example, model=str(path), quality="draft", output_size=(40, 32))


def test_a_session_sees_that_its_network_has_changed(example, tmp_path):
    path = tmp_path / "mine.safetensors"
    spoil = thin_copy(path)
    session = doodle.Session(model=str(path), quality="draft", output_size=(40, 32))
    session.paint(example)
    spoil(keep_time=False)
    with pytest.raises(doodle.ModelMissing):
        session.paint(example)


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


# Handlers of signals run when Python looks for signals. While a call does not look, any number of alarms are one: it ran
# before the call or runs after it, so three need a look in between.
ALARMS = """
    import signal
    import numpy as np
    import doodle

    random = np.random.default_rng(0)
    picture, values = random.random((1000, 1000, 3), np.float32), random.random((160, 160, 128), np.float32)
    session = doodle.Session()
    alarms = []

    def ring(*_):
        alarms.append(1)
        if len(alarms) == 3:
            raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    try:
        {}
        print("it went through")
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print("interrupted")
    small = picture[:40, :40]
    np.testing.assert_array_equal(session.features(small, "3_1")["3_1"], doodle.features(small, "3_1")["3_1"])
"""


@pytest.mark.parametrize("action", ["session.features(picture, session.layers[-1])", "doodle.match(values, values)"])
def test_signals_are_seen_during_a_call(action):
    script = textwrap.dedent(ALARMS).format(action)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("interrupted", "")


@pytest.mark.parametrize(
    "keywords, error, message",
    [
        (dict(threads=-1), doodle.UsageError, "threads is -1"),
        (dict(threads=10**6), doodle.UsageError, "threads is 1000000"),
        (dict(threads=1.5), TypeError, "threads cannot be 1.5"),
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


@pytest.mark.parametrize("layers", [None, 3, ["1_1", 3]])
def test_layers_that_are_no_names_are_refused(example, layers):
    with pytest.raises(TypeError, match="it must be a name such as"):
        doodle.features(example, layers)


@pytest.mark.parametrize("keywords, message", [(dict(threads=-1), "threads is -1"), (dict(variety=2), "variety is 2")])
def test_a_session_checks_its_options_at_once(keywords, message):
    with pytest.raises(doodle.UsageError, match=message):
        doodle.Session(**keywords)
