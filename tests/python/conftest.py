import numpy as np
import pytest

SMALL = dict(output_size=(40, 32), quality="draft")  # a run of a moment


def noise(height, width, channels=3, seed=0, dtype=np.uint8):
    """Seeded noise over the whole range of a type."""
    random = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return random.random((height, width, channels)).astype(dtype)
    return random.integers(0, np.iinfo(dtype).max + 1, (height, width, channels), dtype)


@pytest.fixture
def example():
    return noise(48, 64)
