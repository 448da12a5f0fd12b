"""Memory: what comes when there is none left, and that none is kept."""

import ctypes
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import doodle
from conftest import noise

# Each in a process of its own, whose address space ends a little above what it has. One thread: those of OpenMP end the
# process where their stacks cannot be made.
LIMITED = """
    import resource, sys
    import numpy as np
    import doodle

    small = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    doodle.texture(small, output_size=(40, 32), quality="draft", threads=1)  # what is made once is there
    with open("/proc/self/statm") as statm:
        limit = int(statm.read().split()[0]) * resource.getpagesize() + (200 << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        {}
    except doodle.OutOfMemory as error:
        assert isinstance(error, MemoryError) and isinstance(error, doodle.DoodleError)
        assert "out of memory" in str(error) and "smaller" in str(error), error
        sys.exit(0)
    sys.exit("it went through")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a process's address space")
@pytest.mark.parametrize(
    "action",
    [
        "doodle.Picture(np.broadcast_to(np.uint8(7), (20000, 20000, 3)))",
        "doodle.texture(small, output_size=(9000, 9000), quality='draft', threads=1)",
        "doodle.style(small, small, output_size=(9000, 9000), iterations=1, threads=1)",
        "doodle.features(np.broadcast_to(np.uint8(7), (4000, 4000, 3)), '1_1', threads=1)",
    ],
)
def test_no_memory_left_is_one_of_our_errors(action):
    script = textwrap.dedent(LIMITED).format(action)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def resident():
    """Bytes of memory that this process holds now, when what is free has gone back to the system."""
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


PICTURE = noise(48, 48)  # 27 kB as floats: of 150 runs that keep one each, 4 MB
VALUES = noise(30, 30, 32, dtype=np.float32)
LAYERS = dict(style_layers=["2_1"], vote_layer="2_1")
TINY = dict(output_size=(48, 48), phases=1, quality="draft", votes=1, iterations=1, finish_iterations=1, threads=1, **LAYERS)
SLACK = 1 << 20


def fail(event):
    raise RuntimeError("enough")


def paint_and_look():
    doodle.texture(PICTURE, progress=lambda event: event.picture().array() is not None, **TINY)._repr_png_()


def paint_maps():
    map_ = PICTURE // 128 * 255
    doodle.paint(PICTURE, style_map=map_, target_map=map_, content=PICTURE, content_layers=["2_1"], **TINY)


def transfer_style():
    doodle.style(PICTURE, PICTURE, iterations=1, phases=1, threads=1, style_layers=["1_1"], content_layers=["2_1"])


def make_a_session():
    doodle.Session(model="random", units=0.25, threads=1).features(PICTURE, ["1_1", "3_1"])


def match():
    doodle.match(VALUES, [VALUES, VALUES.astype(np.float64)], threads=1)


def end_in_errors():
    for progress, error in [(lambda event: False, doodle.Cancelled), (fail, RuntimeError)]:
        with pytest.raises(error):
            doodle.texture(PICTURE, progress=progress, **TINY)
    with pytest.raises(doodle.UsageError):
        doodle.Session(variety=2)
    with pytest.raises(doodle.BadInput):
        doodle.match(VALUES, VALUES * np.float32(np.nan))
    with pytest.raises(doodle.BadInput):
        doodle.Picture("no_such_file.png")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc gives back what is free on demand")
@pytest.mark.parametrize("run", [paint_and_look, paint_maps, transfer_style, make_a_session, match, end_in_errors])
def test_many_runs_leave_nothing_behind(run):
    """Of 200 runs the first 50 may fill what is kept for the next; after them memory stays flat, SLACK apart."""
    for _ in range(50):
        run()
    before = resident()
    for _ in range(150):
        run()
    assert resident() - before < SLACK


def test_what_does_not_fit_is_refused_before_the_work():
    steps = []
    with pytest.raises(doodle.OutOfMemory, match="64x48 needs .* smaller output_size"):
        doodle.texture(noise(64, 48), output_size=(64, 48), memory_gib=0.01, progress=steps.append)
    assert not steps
