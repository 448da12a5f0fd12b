"""Worlds, and guides."""

import doodle
import numpy as np
import pytest

NOISE = np.random.default_rng(0)


def ground(level):
    return (level + NOISE.integers(-20, 20, (40, 36, 3))).astype(np.uint8)


LABELS = {"dark": ("#c80000", ground(60)), "light": ("#0000c8", ground(190))}


def halves():
    land = np.zeros((3, 4, 3), np.uint8)
    land[:, :2], land[:, 2:] = (200, 0, 0), (0, 0, 200)
    return land


def test_each_label_looks_like_its_example(tmp_path):
    picture = doodle.world(halves(), LABELS, scale=24, chunk=64, border=0, quality="draft", work=tmp_path / "w.part")
    assert picture.size == (96, 72) and picture.parameters["chunk"] == "64"
    means = picture.array().astype(float).mean(axis=(0, 2))
    assert np.abs(means[:44] - 60).max() < 25 and np.abs(means[52:] - 190).max() < 25
    again = doodle.world(halves(), LABELS, scale=24, chunk=64, border=0, quality="draft", work=str(tmp_path / "w.part"))
    np.testing.assert_array_equal(again.array(), picture.array())


def test_a_world_says_what_is_wrong():
    with pytest.raises(doodle.BadInput, match="the map shows light"):
        doodle.world(halves(), {**LABELS, "light": ("#0000c8", None)})
    with pytest.raises(doodle.UsageError, match="the colour of dark is 'red'"):
        doodle.world(halves(), {"dark": ("red", ground(60))})
    with pytest.raises(doodle.UsageError, match="chunk is 1"):
        doodle.world(halves(), LABELS, chunk=1)


def test_a_guide_says_what_goes_where():
    level = np.tile(np.arange(64, dtype=np.uint8) * 4, (48, 1))
    style = np.stack([level] * 3, -1)
    picture = doodle.paint(style, guide=[(level, level[:, ::-1], 4)], output_size=(64, 48), quality="draft", balance=0)
    means = picture.array().astype(float).mean(axis=(0, 2))
    assert means[:16].mean() > means[-16:].mean() + 100
    with pytest.raises(doodle.UsageError, match="weight of a guide is -1"):
        doodle.paint(style, guide=[(level, level, -1)])
    with pytest.raises(doodle.UsageError, match="guide 1 is no tuple"):
        doodle.paint(style, guide=[level])
