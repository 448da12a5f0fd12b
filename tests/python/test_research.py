"""Features and matches, on which others build."""

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
    with pytest.raises(doodle.BadInput, match=r"\(7, 8\) holds no features"):
        doodle.match(values[0], values)


@pytest.mark.parametrize("shape", [(6, 7), (6,), (2, 6, 7, 20)])
def test_features_of_another_shape_are_named(shape):
    with pytest.raises(doodle.BadInput, match="height x width x channels"):
        doodle.match(np.zeros(shape, np.float32), noise(6, 7, 20, dtype=np.float32))
