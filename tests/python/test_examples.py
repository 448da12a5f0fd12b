"""The worked examples and the one of docs/python.md: what they print, and what is to be seen in their pictures."""

import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

import doodle

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / "data" / "examples"


@pytest.fixture
def run(tmp_path):
    """Runs an example on small pictures; gives the lines that it prints and its picture."""

    def run_it(name):
        script, output = ROOT / "bindings" / "examples" / f"{name}.py", tmp_path / f"{name}.png"
        command = [sys.executable, script, "--examples", EXAMPLES, "--width", "96", "--output", output]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines(), doodle.Picture(output).array("float32")

    return run_it


def colours_of(labels, picture):
    """The mean colour of every label that covers at least a fiftieth of a map, by label; the map is brought to the picture."""
    rows = np.arange(picture.shape[0]) * labels.shape[0] // picture.shape[0]
    columns = np.arange(picture.shape[1]) * labels.shape[1] // picture.shape[1]
    colours = labels[rows][:, columns]
    found = {}
    for colour in np.unique(colours.reshape(-1, 3), axis=0):
        where = (colours == colour).all(axis=-1)
        if where.mean() > 0.02:
            found[tuple(colour)] = picture[where].mean(axis=0)
    return found


def test_a_map_is_painted_in_the_colours_of_its_regions(run):
    lines, picture = run("paint_a_map")
    assert lines[:2] == ["phase 0: 48x36", "phase 1: 96x72"]
    assert picture.shape == (72, 96, 3)
    painting, *maps = (doodle.Picture(EXAMPLES / f"{name}.png") for name in ("painting", "painting_sem", "harbour_sem"))
    style = colours_of(maps[0].array(), painting.array("float32")[::6, ::6])
    painted = colours_of(maps[1].array(), picture)
    nearest = {label: min(style, key=lambda other: np.abs(style[other] - colour).sum()) for label, colour in painted.items()}
    assert len(nearest) == 7
    assert sum(label == other for label, other in nearest.items()) >= 5  # in so few pixels sky is as light as its clouds, and a beach may be as rock


def test_strips_of_more_and_more_variety(run):
    lines, picture = run("vary_a_texture")
    assert [line.split(",")[0] for line in lines] == ["variety 0.0: 0", "variety 0.5: 0.5", "variety 1.0: 1"]
    assert picture.shape == (96, 288, 3)
    strips = np.split(picture, 3, axis=1)
    assert not np.array_equal(strips[0], strips[2])
    alone = doodle.texture(EXAMPLES / "texture.png", output_size=(96, 96), random_seed=1, variety=0.5)
    np.testing.assert_array_equal(np.rint(strips[1] * 255), alone.array())


def test_matches_are_shown(run):
    lines, picture = run("show_matches")
    patches, used, score = re.fullmatch(r"(\d+) patches use (\d+) of the painting's; mean score (\d\.\d+)", lines[0]).groups()
    assert picture.shape[0] * picture.shape[1] == int(patches) and 100 < int(used) <= int(patches)
    assert float(score) > 0.5
    # Red and blue are the row and what is left of it, times the score.
    assert (picture[..., 0] + picture[..., 2]).mean() == pytest.approx(float(score), abs=0.005)


def test_the_five_lines_of_the_page_run(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    lines = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    exec(lines.replace("progress=True", 'progress=True, output_size=(64, 48), quality="draft"'), {})
    assert doodle.Picture("harbour.png").size == (64, 48)
