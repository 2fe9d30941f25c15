import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.clahe import clahe
from refimpl.imaging.clahe_color import clahe_color
from refimpl.imaging.lab import lab_to_rgb, rgb_to_lab
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["clahe_color"])
@given(case=cases.clahe_color())
def test_keeps(law, case):
    assert_keeps(law, clahe_color, case)


def test_worked_example():
    """Two greys in one tile, no clipping: L becomes 255·1/2 → 128 and 255·2/2."""
    image = np.array([[[60] * 3, [90] * 3]], np.uint8)
    L = np.array([[[128, 128, 128], [255, 128, 128]]], np.uint8)
    assert clahe_color(image, 0, (1, 1)).tolist() == lab_to_rgb(L).tolist() == [[[119] * 3, [255] * 3]]


def test_colours_keep_their_side():
    """A dull red and a dull green: more light, the same a and b but for rounding and what is cut off."""
    image = np.array([[[90, 60, 60], [60, 90, 60]]], np.uint8)
    before, after = rgb_to_lab(image).astype(int), rgb_to_lab(clahe_color(image, 0, (1, 1))).astype(int)
    assert after[0, 0, 0] > before[0, 0, 0]
    assert abs(after - before)[0, 0, 1:].max() <= 1


def test_greys_take_on_a_tint_if_each_channel_has_its_own_histogram():
    image = np.random.default_rng(0).integers(60, 160, (64, 60, 3), dtype=np.uint8)
    image[..., 0] //= 2                                             # red lacks
    image[::2] = image[::2, :, 1:2]                                 # every other row is grey
    alone = np.stack([clahe(image[..., c], 2.0, (2, 2)) for c in range(3)], axis=-1)
    assert np.ptp(alone[::2].astype(int), axis=-1).max() > 30
    assert np.ptp(clahe_color(image, 2.0, (2, 2))[::2].astype(int), axis=-1).max() <= 1


def test_where_clahe_changes_nothing_lab_does():
    """Of 255 pixels as many are of one colour as its L says, the others white: both L stay."""
    colour = [0, 235, 254]
    L = int(rgb_to_lab(np.array([[colour]], np.uint8))[0, 0, 0])
    image = np.array([[colour] * L + [[255] * 3] * (255 - L)], np.uint8)
    np.testing.assert_array_equal(clahe(rgb_to_lab(image)[..., 0], 0, (1, 1)), rgb_to_lab(image)[..., 0])
    assert clahe_color(image, 0, (1, 1))[0, [0, -1]].tolist() == [[27, 235, 254], [255] * 3]


def test_a_list_is_an_image():
    assert clahe_color([[[60] * 3, [90] * 3]], 0, [1, 1]).tolist() == [[[119] * 3, [255] * 3]]


def test_the_defaults_are_opencvs():
    image = np.random.default_rng(0).integers(90, 160, (300, 310, 3), dtype=np.uint8)
    np.testing.assert_array_equal(clahe_color(image), clahe_color(image, 2.0, (8, 8)))


@pytest.mark.parametrize("image, error, says", [
    (np.zeros((2, 5, 3)), TypeError, "image must be uint8, got float64"),
    (np.zeros((2, 5), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(2, 5\)"),
    (np.zeros((2, 0, 3), np.uint8), ValueError, r"image must have at least one element, got shape \(2, 0, 3\)"),
    (np.zeros((5, 3), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(5, 3\)"),
])
def test_bad_input_is_named(image, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        clahe_color(image)
