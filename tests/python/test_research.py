"""What a network sees, and sessions that keep one."""

import os
import pathlib

import numpy as np
import pytest

import doodle


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


def test_a_session_transfers_a_style_with_what_it_has_of_its_options(example):
    session = doodle.Session(random_seed=6, variety=0.7, iterations=2, seed="noise")
    expected = doodle.style(example, example[::-1], random_seed=6, iterations=2, seed="noise")
    np.testing.assert_array_equal(session.style(example, example[::-1]).array(), expected.array())
    np.testing.assert_array_equal(session.style(content=example, style=example[::-1]).array(), expected.array())
    assert session.style(example, example[::-1], iterations=1).parameters["iterations"] == "1"


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


@pytest.mark.parametrize("layers", [None, 3, ["1_1", 3]])
def test_layers_that_are_no_names_are_refused(example, layers):
    with pytest.raises(TypeError, match="it must be a name such as"):
        doodle.features(example, layers)


@pytest.mark.parametrize("keywords, message", [(dict(threads=-1), "threads is -1"), (dict(variety=2), "variety is 2")])
def test_a_session_checks_its_options_at_once(keywords, message):
    with pytest.raises(doodle.UsageError, match=message):
        doodle.Session(**keywords)
