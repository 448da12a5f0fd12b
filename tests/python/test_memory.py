"""Memory: what comes when there is none left, and that none is kept."""

import subprocess
import sys
import textwrap

import pytest

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
