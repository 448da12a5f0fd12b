"""Pixel art and source maps."""

import doodle
import numpy as np
import pytest

NOISE = np.random.default_rng(0)


def tile(side=16, channels=3):
    return NOISE.integers(0, 256, (side, side, channels), np.uint8)


def test_upscale_options_are_the_librarys():
    assert vars(doodle.UpscaleOptions()) == doodle._core.upscale_options({})
    assert doodle.UpscaleOptions.preset("draft").finish_iterations < doodle.UpscaleOptions().finish_iterations


def test_colours_of_the_art_are_held():
    art = np.kron(NOISE.integers(60, 200, (4, 4, 3)), np.ones((4, 4, 1))).astype(np.uint8)
    large = doodle.upscale(art, scale=4, tile="xy")
    means = large.array().astype(float).reshape(16, 4, 16, 4, 3).mean((1, 3))
    assert np.abs(means - art).mean() < 2
    assert large.parameters["tile"] == "xy"


def test_a_photo_gives_detail_and_alpha_is_kept():
    art = tile(8, 4)
    art[..., 3] = np.where(NOISE.random((8, 8)) < 0.5, 0, 255)
    large = doodle.upscale(art, tile(60), scale=3, quality="draft").array()
    assert large.shape == (24, 24, 4)
    assert set(np.unique(large[..., 3])) == {0, 255}


def test_frames_of_an_animation_share_their_detail():
    film, art, photo = doodle.Animation(), tile(8) // 16 + 100, tile(60)
    first, second, third = (
        doodle.upscale(frame, photo, animation=film, scale=4, quality="draft").array().astype(float) for frame in (art, art + 4, art)
    )
    assert np.array_equal(first, third)
    assert np.abs(second - first).mean() < 6
    with pytest.raises(doodle.BadInput, match="begin another animation"):
        doodle.upscale(tile(9), photo, animation=film, scale=4)


def test_a_wrong_scale_is_a_usage_error():
    with pytest.raises(doodle.UsageError, match="scale is 65"):
        doodle.upscale(tile(), scale=65)
    with pytest.raises(doodle.BadInput, match="only enlarges"):
        doodle.upscale(tile(), output_size=(8, 8))
    with pytest.raises(TypeError, match="did you mean keep_colour"):
        doodle.upscale(tile(), keep_color=1)


def test_maps_follow_the_picture(tmp_path):
    style = np.zeros((40, 48, 3), np.uint8)
    style[..., 0] = np.arange(48) * 5
    style[..., 1] = np.arange(40)[:, None] * 6
    picture = doodle.texture(style, output_size=(36, 32), quality="draft")
    assert picture.sources.shape == (32, 36, 3) and picture.sources.dtype == np.float32
    heights = (np.arange(40 * 48).reshape(40, 48) * 30).astype(np.uint16)
    gathered = doodle.apply_map(picture, heights, dtype="uint16").array()
    column, row = np.rint(picture.sources[..., 0]).astype(int), np.rint(picture.sources[..., 1]).astype(int)
    np.testing.assert_array_equal(gathered, heights[row.clip(0, 39), column.clip(0, 47)])
    picture.save_sources(tmp_path / "map.exr")
    again = doodle.apply_map(tmp_path / "map.exr", heights, dtype="uint16").array()
    np.testing.assert_array_equal(again, gathered)


def test_without_sources_there_is_nothing_to_apply():
    with pytest.raises(doodle.BadInput, match="does not know where"):
        doodle.apply_map(doodle.Picture(tile()), tile())
    with pytest.raises(doodle.BadInput, match="does not know where"):
        doodle.Picture(tile()).save_sources("map.exr")
    assert doodle.Picture(tile()).sources is None
    picture = doodle.texture(tile(40), output_size=(32, 32), quality="draft")
    with pytest.raises(doodle.BadInput, match="1 styles but 2 maps"):
        doodle.apply_map(picture, [tile(40), tile(40)])


def test_a_session_keeps_its_network_for_upscale():
    session = doodle.Session(random_seed=5)
    art = tile(8)
    assert np.array_equal(session.upscale(art, scale=2).array(), doodle.upscale(art, scale=2, random_seed=5).array())
