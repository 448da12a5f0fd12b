"""Arrays of every kind in, and the same values out."""

import gc
import pickle

import numpy as np
import pytest

import doodle
from conftest import noise


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_values_come_back(dtype, channels):
    values = noise(5, 7, channels, dtype=dtype)
    back = doodle.Picture(values).array(np.dtype(dtype).name)
    expected = values[..., 0] if channels == 1 else values
    assert back.dtype == dtype and back.shape == expected.shape
    np.testing.assert_allclose(back, expected, atol=1e-6 if dtype == np.float32 else 0)


@pytest.mark.parametrize(
    "view",
    [
        np.asfortranarray,
        lambda a: a[::-1, ::-1],
        lambda a: a[::2, 1::3],
        lambda a: a[..., ::-1],
        lambda a: a.swapaxes(0, 1),
        lambda a: np.broadcast_to(a[:1, :1], a.shape),
    ],
)
def test_strides_do_not_matter(view):
    values = view(noise(9, 12))
    values.flags.writeable = False
    np.testing.assert_array_equal(doodle.Picture(values).array(), values)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_arrays_from_another_process_are_taken(dtype):
    values = pickle.loads(pickle.dumps(noise(5, 7, dtype=dtype)))
    assert values.dtype is not np.dtype(dtype)  # equal, but an object of its own
    np.testing.assert_allclose(doodle.Picture(values).array(np.dtype(dtype).name), values, atol=1e-6)


def test_arrays_of_the_other_byte_order_and_tensors_are_taken():
    class Tensor:
        """DLPack alone."""

        def __init__(self, values):
            self.values = values

        def __dlpack__(self, **keywords):
            return self.values.__dlpack__()

        def __dlpack_device__(self):
            return self.values.__dlpack_device__()

    values = noise(5, 7, dtype=np.uint16)
    for same in (values.astype(">u2"), Tensor(values)):
        np.testing.assert_array_equal(doodle.Picture(same).array("uint16"), values)


def test_two_dimensions_are_grey():
    values = noise(5, 7)[..., 0]
    np.testing.assert_array_equal(np.asarray(doodle.Picture(values)), values)


def test_bools_are_black_and_white_clear_and_opaque():
    values = noise(5, 7, 4) > 100
    for view in (values, values[::2, ::-1], values[..., 0], values[..., :3]):
        np.testing.assert_array_equal(doodle.Picture(view).array("uint8"), 255 * view.astype(np.uint8))


def test_types_are_converted_by_their_range():
    picture = doodle.Picture(np.full((2, 2, 3), 255, np.uint8), dtype="uint16")
    assert np.asarray(picture).max() == 65535
    assert picture.array("float32").max() == 1.0
    assert np.asarray(picture, dtype=np.float64).dtype == np.float64
    np.testing.assert_array_equal(doodle.Picture(np.full((2, 2), 0.5)).array("float32"), 0.5)


@pytest.mark.parametrize(
    "bad, message",
    [
        (np.zeros((0, 5, 3), np.uint8), r"\(0, 5, 3\) has no pixels"),
        (np.zeros((3, 40, 50), np.uint8), r"\(3, 40, 50\) has no picture's channels"),
        (np.zeros(5, np.uint8), r"\(5,\) is no picture"),
        (np.zeros((4, 4, 3), np.int64), "int64 is no picture"),
        (np.full((4, 4, 3), 200.0), "divide by 255"),
        (np.full((4, 4, 3), np.nan, np.float32), "not a finite number"),
        ("no_such_file.png", "no_such_file.png"),
    ],
)
def test_what_is_no_picture_is_named(bad, message):
    with pytest.raises(doodle.BadInput, match=message):
        doodle.Picture(bad)


def test_pil_images_of_every_mode():
    image = pytest.importorskip("PIL.Image")
    rgb = image.fromarray(noise(6, 8))
    for mode in ["RGB", "L", "RGBA", "LA", "P", "1", "CMYK", "YCbCr"]:
        assert doodle.Picture(rgb.convert(mode)).size == (8, 6)
    np.testing.assert_array_equal(np.asarray(doodle.Picture(rgb).pil()), np.asarray(rgb))
    deep = noise(6, 8, dtype=np.uint16)[..., 0]
    np.testing.assert_array_equal(doodle.Picture(image.fromarray(deep.astype(np.int32))).array("uint16"), deep)
    with pytest.raises(doodle.BadInput, match="int32 is no picture"):
        doodle.Picture(image.fromarray(np.full((6, 8), -1, np.int32)))
    with pytest.raises(doodle.BadInput, match="floats are 0 to 1"):
        doodle.Picture(image.fromarray(np.full((6, 8), 200, np.float32)))


def test_pil_images_keep_their_profile(tmp_path):
    image = pytest.importorskip("PIL.Image")
    cms = pytest.importorskip("PIL.ImageCms")
    photo = image.fromarray(noise(48, 64))
    # A profile that says nowhere that it is sRGB.
    plain = cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes()
    photo.info["icc_profile"] = plain.replace(b"sRGB", b"wide").replace("sRGB".encode("utf-16-be"), "wide".encode("utf-16-be"))
    painted = doodle.texture(photo, output_size=(20, 16), quality="draft", iterations=0)
    assert painted.pil().info["icc_profile"] == photo.info["icc_profile"]
    painted.save(tmp_path / "painted.png")
    assert image.open(tmp_path / "painted.png").info["icc_profile"] == photo.info["icc_profile"]
    assert "icc_profile" not in doodle.Picture(noise(6, 8)).pil().info


def test_files_keep_pixels_and_parameters(tmp_path):
    values = noise(6, 8, 4)
    values[..., 3] |= 1  # clear pixels may lose their colour
    path = tmp_path / "picture.png"
    doodle.Picture(values, parameters={"random-seed": "7"}).save(path)
    np.testing.assert_array_equal(doodle.Picture(path).array(), values)
    assert b"random-seed" in path.read_bytes()
    with pytest.raises(doodle.BadInput, match="no_such_folder"):
        doodle.Picture(values).save(tmp_path / "no_such_folder" / "picture.png")


def test_a_notebook_shows_a_png():
    data = doodle.Picture(noise(6, 8))._repr_png_()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[16:24] == bytes([0, 0, 0, 8, 0, 0, 0, 6])


def test_arrays_outlive_what_they_came_from():
    array = doodle.Picture(noise(6, 8)).array()
    features = doodle.features(noise(32, 32), "1_1")["1_1"]
    copies = array.copy(), features.copy()
    gc.collect()
    noise(500, 500)  # would take the memory if it were free
    np.testing.assert_array_equal(array, copies[0])
    np.testing.assert_array_equal(features, copies[1])


def test_a_picture_keeps_nothing_of_the_array_it_came_from():
    values = noise(6, 8)
    picture = doodle.Picture(values)
    before = values.copy()
    values[:] = 0
    np.testing.assert_array_equal(picture.array(), before)
