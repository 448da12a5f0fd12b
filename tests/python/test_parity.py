"""The package and the command: the same options, bytes and devices."""

import dataclasses
import inspect
import json
import os
import re
import subprocess

import numpy as np
import pytest

import doodle
from conftest import SMALL, noise

COMMAND = os.environ.get("DOODLE_COMMAND")
pytestmark = pytest.mark.skipif(COMMAND is None, reason="DOODLE_COMMAND does not name the command to compare with")

# What belongs to a program: files that Picture.save() and save_sources() write, reports, other programs' options; and what
# variations() is for.
OF_THE_COMMAND = """help output config semantic_ext save_map json sidecar dry_run quiet print_every save_every slices cache film
    variations borders contact gpu backend learning_rate normalize_gradients save_iter proto_file multigpu_strategy cudnn_autotune lbfgs_num_correction""".split()
# What has another form, or another name, in Python.
OTHERWISE = {
    "seed_range": "seed_low",
    "memory": "memory_gib",
    "no_neural": "votes",  # both zero
    "palette": "snap_palette",
    "ratio": "style_weight",
    "init": "seed",
    "image_size": "output_size",
    "original_colors": "colours",
    "style_blend_weights": "weights",
}
# `--style` of upscale is a photo.
CALLS = {
    "paint": (doodle.paint, doodle.PaintOptions, {}),
    "texture": (doodle.texture, doodle.PaintOptions, {}),
    "style": (doodle.style, doodle.StyleOptions, {}),
    "upscale": (doodle.upscale, doodle.UpscaleOptions, {"style": "photo"}),
    "world": (doodle.world, doodle.PaintOptions, {"style": "sources", "style_map": "sources"}),
}


def run(*arguments):
    return subprocess.run([COMMAND, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", CALLS)
def test_every_option_of_the_command_is_a_keyword(name):
    function, options, others = CALLS[name]
    keywords = {*inspect.signature(function).parameters, *(field.name for field in dataclasses.fields(options))}
    # The first name of each option; the rest are aliases.
    listed = re.findall(r"^  (?:-\w,)?--([\w-]+)", run(name, "--help"), re.MULTILINE)
    wanted = {option.replace("-", "_") for option in listed} - set(OF_THE_COMMAND)
    assert len(wanted) > 20
    assert not {option for option in wanted if others.get(option, OTHERWISE.get(option, option)) not in keywords}


@pytest.mark.parametrize("name", CALLS)
def test_signatures_name_the_options(name):
    """For help() and the completion of notebooks: every option with its default, and no **keywords."""
    function, options, _ = CALLS[name]
    parameters = inspect.signature(function).parameters
    assert all(parameter.kind is not inspect.Parameter.VAR_KEYWORD for parameter in parameters.values())
    for field, default in vars(options()).items():
        assert parameters[field].default == default


@pytest.fixture
def files(tmp_path):
    """Small pictures by name, as paths."""
    halves = np.zeros((48, 64, 3), np.uint8)
    halves[:, 32:] = 255
    pictures = {"style": noise(48, 64), "other": noise(40, 40, seed=1), "map": halves, "target": halves[:, ::-1]}
    pictures["content"] = np.kron(noise(6, 8, seed=2), np.ones((8, 8, 1), np.uint8))
    pictures["art"] = noise(12, 12, 4, seed=3)
    for name, values in pictures.items():
        doodle.Picture(values).save(tmp_path / f"{name}.png")
    return {name: str(tmp_path / f"{name}.png") for name in [*pictures, "out"]}


CASES = {
    "texture": (
        ["{style}", "{other}", "--variety", "0.4", "--tile", "x"],
        lambda f: doodle.texture([f["style"], f["other"]], variety=0.4, tile="x", random_seed=9, **SMALL),
    ),
    "paint": (
        ["--style", "{style}", "--style-map", "{map}", "--target-map", "{target}", "--content", "{content}"],
        lambda f: doodle.paint(
            f["style"], style_map=f["map"], target_map=f["target"], content=f["content"], random_seed=9, **SMALL
        ),
    ),
    "style": (
        ["--content", "{content}", "--style", "{style}:3", "{other}:1", "--iterations", "2", "--colours", "linear"],
        lambda f: doodle.style(
            f["content"],
            [f["style"], f["other"]],
            weights=[3, 1],
            iterations=2,
            colours="linear",
            random_seed=9,
            output_size=SMALL["output_size"],
        ),
    ),
    "upscale": (
        ["{art}", "--style", "{style}", "--keep-colour", "0.5"],
        lambda f: doodle.upscale(f["art"], f["style"], keep_colour=0.5, random_seed=9, **SMALL),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_command_gives_the_same_bytes(files, name):
    arguments, call = CASES[name]
    size = "x".join(map(str, SMALL["output_size"]))
    common = ["--output", files["out"], "--output-size", size, "--random-seed", "9", "--quiet"]
    quality = [] if name == "style" else ["--quality", SMALL["quality"]]
    run(name, *(argument.format(**files) for argument in arguments), *common, *quality)
    np.testing.assert_array_equal(call(files).array(), doodle.Picture(files["out"]).array())


def without_folders(device):
    """The module of the one lies beside the program, that of the other beside the package."""
    return {**device, "reason": re.sub(r"/\S*/", "", device["reason"])}


def test_both_see_the_same_devices():
    """Also that the CUDA module, where there is one, is found by both, and that what cannot be used says why."""
    listed = json.loads(run("devices", "--json"))["devices"]
    assert [without_folders(device._asdict()) for device in doodle.devices()] == [without_folders(one) for one in listed]
    assert listed[0]["name"] == "cpu" and listed[0]["usable"]
    assert all(device["usable"] == (device["reason"] == "") for device in listed)
