"""Maps that are checked and proposed."""

import numpy as np
import pytest

import doodle
from conftest import noise

RED, BLUE, PINK = (255, 0, 0), (0, 0, 255), (255, 150, 150)


def halves(left, right):
    picture = np.empty((16, 24, 3), np.uint8)
    picture[:, :12], picture[:, 12:] = left, right
    return picture


def test_a_label_that_no_style_has_is_named_with_its_substitute():
    report = doodle.check_maps([halves(RED, BLUE), halves(BLUE, BLUE)], halves(PINK, BLUE))
    found = {label.colour: label for label in report.labels}
    assert found[BLUE].style_share == 0.75 and found[BLUE].target_share == 0.5 and found[BLUE].substitute == ""
    assert found[PINK].style_share == 0 and found[PINK].substitute == found[RED].name
    assert any(found[PINK].name in notice for notice in report.notices)


def test_labels_have_their_names(tmp_path):
    names = {"sky": BLUE, "roof": RED}
    path = tmp_path / "labels.toml"
    path.write_text('[[label]]\nname = "sky"\ncolour = "#0000ff"\n[[label]]\nname = "roof"\ncolour = "#ff0000"\n')
    for labels in (names, path, str(path)):
        report = doodle.check_maps(halves(RED, BLUE), halves(BLUE, RED), labels=labels)
        assert {label.name: label.colour for label in report.labels} == names


def test_tones_have_no_labels():
    tones = np.tile(np.arange(0, 240, 10, np.uint8), (16, 1))
    report = doodle.check_maps(tones, tones, semantic_mode="guide")
    assert report.labels == []


def test_a_proposal_is_a_map():
    picture = halves((200, 60, 30), (30, 60, 200)) + noise(16, 24) // 16
    proposed = doodle.propose_map(picture, 2)
    assert proposed.size == (24, 16)
    colours = np.unique(proposed.array().reshape(-1, 3), axis=0)
    assert len(colours) == 2
    assert {label.target_share for label in doodle.check_maps(proposed, proposed).labels} == {0.5}
    np.testing.assert_array_equal(proposed.array(), doodle.propose_map(picture, 2).array())


def test_what_is_wrong_is_named():
    with pytest.raises(doodle.UsageError, match="17"):
        doodle.propose_map(noise(16, 24), 17)
    with pytest.raises(doodle.UsageError, match="there is no style map"):
        doodle.check_maps([], noise(16, 24))
    with pytest.raises(doodle.UsageError, match="max_labels"):
        doodle.check_maps(halves(RED, BLUE), halves(RED, BLUE), max_labels=0)
    with pytest.raises(doodle.BadInput, match="no_such.png"):
        doodle.check_maps("no_such.png", halves(RED, BLUE))
