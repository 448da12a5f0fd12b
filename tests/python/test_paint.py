"""Runs: options, maps, threads, and the same bytes as the command."""

import pathlib
import threading
import time

import numpy as np
import pytest

import doodle
from conftest import SMALL, noise


def test_options_have_the_defaults_of_the_library():
    assert vars(doodle.PaintOptions()) == doodle._core.paint_options({})
    assert vars(doodle.StyleOptions()) == doodle._core.style_options({})


def test_keywords_win_over_options():
    options = doodle.PaintOptions(output_size=(20, 20), random_seed=3)
    picture = doodle.texture(noise(48, 64), options=options, output_size=(40, 32), phases=1)
    assert picture.size == (40, 32)
    assert picture.parameters["random-seed"] == "3"
    assert repr(picture.phases[0]).startswith("<40x32: ")


@pytest.mark.parametrize(
    "keywords, error, message",
    [
        (dict(varety=0.5), TypeError, "there is no option varety; did you mean variety"),
        (dict(variety="much"), TypeError, "variety cannot be 'much'"),
        (dict(variety=2), doodle.UsageError, "variety"),
        (dict(semantic_weight=-1), doodle.UsageError, "^semantic_weight is -1; it must lie between"),
        (dict(quality="best"), doodle.UsageError, "quality is 'best'; choose one of draft, standard, fine"),
        (dict(semantic_mode="x"), doodle.UsageError, "semantic_mode is 'x'"),
        (dict(model="/no/such.safetensors"), doodle.ModelMissing, "no/such.safetensors"),
        (dict(model=pathlib.Path("/no/such.safetensors")), doodle.ModelMissing, "no/such.safetensors"),
        (dict(output_size=512), TypeError, r"output_size cannot be 512; it is \(width, height\)"),
        (dict(style_layers=3), TypeError, "style_layers cannot be 3"),
        (dict(labels=3), TypeError, "labels cannot be 3"),
        (dict(labels="no_such.toml"), doodle.BadInput, "no_such.toml"),
        (dict(device="tpu"), doodle.UsageError, "tpu"),
        (dict(target_map=noise(8, 8)), doodle.UsageError, "style 1 has no map"),
        (dict(style_map=[noise(8, 8)] * 2), doodle.UsageError, "1 styles and 2 style maps"),
        (dict(style=[]), doodle.UsageError, "there is no style; give a picture"),
        (dict(dtype="int8"), doodle.UsageError, "dtype is 'int8'"),
        (dict(options=doodle.StyleOptions()), TypeError, "must be a PaintOptions"),
        (dict(options=doodle.PaintOptions()), doodle.UsageError, "quality and options are both given"),
        (dict(progress=5), TypeError, "progress is 5; it must be True, or a function"),
        (dict(output_size=(0, 0)), doodle.UsageError, r"output_size is \(0, 0\); it is \(width, height\)"),
        (dict(target_map=noise(3, 40, 50), style_map=noise(8, 8)), doodle.BadInput, r"the target map: .*\(3, 40, 50\)"),
        (dict(seed_image=noise(8, 8)), doodle.UsageError, "there is a seed_image, but seed is 'auto'"),
    ],
)
def test_mistakes_are_named(example, keywords, error, message):
    with pytest.raises(error, match=message):
        np.asarray(doodle.paint(**{"style": example, **SMALL, **keywords}))


def test_errors_of_the_library_speak_of_keywords(example):
    for keywords, error, message in [
        (dict(memory_gib=0.01), doodle.OutOfMemory, r"give memory_gib=\d\.\d\d, or take a smaller output_size or style_scale"),
        (dict(target_map=example), doodle.UsageError, "give style_map"),
        (dict(device="cuda:999"), doodle.DeviceMissing, 'use device="cpu"'),
        (dict(seed="image"), doodle.UsageError, "there is no seed_image"),
        (dict(seed="content"), doodle.UsageError, 'seed="content" needs content'),
    ]:
        with pytest.raises(error, match=message) as raised:
            doodle.paint(example, **{**SMALL, **keywords})
        assert "--" not in str(raised.value)


def test_what_no_run_can_give_is_refused_before_the_run(example):
    ran = []
    for mistake in (dict(dtype="int8"), dict(dtype=float), dict(dtype="nonsense")):
        with pytest.raises(doodle.UsageError, match="choose one of uint8, uint16, float32"):
            doodle.paint(example, progress=ran.append, **SMALL, **mistake)
    with pytest.raises(doodle.UsageError, match="dtype is 'int8'"):
        doodle.style(example, example, dtype="int8", progress=ran.append)
    assert not ran
    assert doodle.Picture(example, dtype=np.uint16).array().dtype == np.uint16


def test_exceptions_are_of_one_family_and_of_python_s():
    for own, other in [(doodle.BadInput, ValueError), (doodle.UsageError, ValueError), (doodle.OutOfMemory, MemoryError)]:
        assert issubclass(own, doodle.DoodleError) and issubclass(own, other)


def test_maps_and_content(example):
    halves = np.zeros((48, 64, 3), np.uint8)
    halves[:, 32:] = 255
    example[:, :32] //= 4  # dark on the left, where the map is black
    picture = doodle.paint(example, style_map=halves, target_map=halves[:, ::-1], content=example[:, ::-1], **SMALL)
    painted = picture.array("float32")
    assert painted[:, 24:].mean() < painted[:, :16].mean()


def test_labels_name_what_a_notice_speaks_of(example, tmp_path):
    """From a file or a dict: a label of the target that no style has is reported by its name."""
    style_map, target_map = np.zeros((48, 64, 3), np.uint8), np.zeros((48, 64, 3), np.uint8)
    style_map[:, 32:], target_map[:, 32:] = (0, 0, 255), (255, 0, 0)
    path = tmp_path / "labels.toml"
    colours = {"ground": "#000000", "water": "#0000ff", "lava": "#ff0000"}
    path.write_text("".join(f'[[label]]\nname = "{name}"\ncolour = "{colour}"\n' for name, colour in colours.items()))
    for labels in (path, {"ground": (0, 0, 0), "water": (0, 0, 255), "lava": [255, 0, 0]}):
        picture = doodle.paint(example, style_map=style_map, target_map=target_map, labels=labels, **SMALL)
        assert any("lava" in notice for notice in picture.notices), picture.notices


def test_one_layer_needs_no_list(example):
    one, several = (doodle.texture(example, style_layers=layers, **SMALL) for layers in ("3_1", ["3_1"]))
    np.testing.assert_array_equal(one.array(), several.array())


def test_style_transfer_takes_weights(example):
    picture = doodle.style(example, [example, noise(40, 40, seed=2)], weights=[3, 1], iterations=2)
    assert picture.size == (64, 48)
    for weights, error, message in [
        ([1], doodle.UsageError, "2 styles and 1 weights"),
        (["a", 1], TypeError, "a weight cannot be 'a'"),
        (3, TypeError, "weights is 3; it must be a list"),
        ([0, 1], doodle.UsageError, "the weight of style 1 is 0"),
    ]:
        with pytest.raises(error, match=message):
            doodle.style(example, [example, example], weights=weights, iterations=1)


def test_other_threads_run_meanwhile(example):
    """The interpreter is not held: a thread counts while the library works."""
    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    doodle.features(noise(600, 600), "3_1")
    done.set()
    thread.join()
    assert counted[0] > 3


def test_several_threads_paint_at_once(example):
    alone = doodle.paint(example, random_seed=5, **SMALL).array()
    pictures = [None] * 4

    def run(i):
        pictures[i] = doodle.paint(example, random_seed=5, **SMALL).array()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for picture in pictures:
        np.testing.assert_array_equal(picture, alone)


def test_masks_keep_a_part_of_the_style_out(example):
    style = np.zeros((48, 64, 3), np.uint8)
    style[:, :32] = 250
    mask = np.zeros((48, 64), np.uint8)
    mask[:, 32:] = 255
    keywords = {"output_size": (40, 32), "quality": "draft", "iterations": 0}
    masked = np.asarray(doodle.texture(style, style_mask=mask, **keywords))
    clear = np.asarray(doodle.texture(np.dstack([style, mask]), **keywords))
    assert np.array_equal(masked, np.asarray(doodle.texture(style, style_mask=mask > 100, **keywords)))
    assert masked.max() == 0
    assert np.array_equal(masked, clear)
    with pytest.raises(doodle.BadInput, match="style 1 has no patch without clear pixels"):
        doodle.texture(style, style_mask=np.zeros_like(mask), **keywords)
    with pytest.raises(doodle.UsageError, match="give one mask per style"):
        doodle.texture(style, style_mask=[mask, mask], **keywords)


def test_inpainting_keeps_what_is_not_masked(example):
    mask = np.zeros(example.shape[:2], np.uint8)
    mask[10:20, 12:24] = 255
    painted = np.asarray(doodle.texture(inpaint=example, mask=mask, quality="draft"))
    assert np.array_equal(painted[mask == 0], example[mask == 0])
    assert not np.array_equal(painted, example)
    with pytest.raises(doodle.UsageError, match="no picture to paint into"):
        doodle.texture(example, mask=mask, quality="draft")
    with pytest.raises(doodle.UsageError, match="there is no style"):
        doodle.texture()
