import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.lab import RGB_TO_XYZ, WHITE, XYZ_TO_RGB, lab_to_rgb, linear_light, rgb_to_lab
from refimpl.peers import imaging as peers
from tests.agreement import assert_keeps
from tests.imaging.test_color import STEPS, all_colours, holds_for_all_colours, of_whole_images

FUNCTIONS = [rgb_to_lab]
WORST = np.array([[[28, 17, 26]]], np.uint8)                         # of all 2²⁴ colours, the furthest from scikit-image


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("row", of_whole_images([rgb_to_lab, lab_to_rgb]), ids=lambda row: row.call.__name__)
def test_agrees_for_every_colour(row, step):
    lit = row.call in (peers.lab_to_rgb_in_skimage_with_light, peers.lab_to_rgb_in_kornia)
    holds_for_all_colours(row, step, peers.with_light if lit else dict)


def test_is_the_formula_within_three_levels(skimage_color):
    """scikit-image computes in floats; 1/2040 of linear light is coarse where it is dark."""
    image = np.stack(np.meshgrid(*[np.arange(0, 256, 15, dtype=np.uint8)] * 3, indexing="ij"), axis=-1).reshape(18, -1, 3)
    L, a, b = np.moveaxis(skimage_color.rgb2lab(image), -1, 0)
    expected = np.stack([L * 255 / 100, a + 128, b + 128], axis=-1)
    assert abs(rgb_to_lab(image) - expected).max() < 2
    back = 255 * skimage_color.lab2rgb(np.stack([L, a, b], axis=-1))
    assert abs(back - image).max() < 0.5                            # the oracle itself comes back
    L, a, b = np.moveaxis(skimage_color.rgb2lab(WORST), -1, 0)
    assert 2.65 < abs(rgb_to_lab(WORST) - np.stack([L * 255 / 100, a + 128, b + 128], axis=-1)).max() < 2.7


@pytest.mark.parametrize("step", STEPS)
def test_there_and_back_is_near(step):
    """92 % of all colours come back within 3 levels, and all within 27; within 12 those with enough red."""
    apart = np.zeros(256, int)
    for image in all_colours(step):
        change = abs(lab_to_rgb(rgb_to_lab(image)).astype(int) - image).max(axis=-1)
        apart += np.bincount(change.ravel(), minlength=256)
        assert change.max(where=image[..., 0] >= 39, initial=0) <= 12
    assert apart.nonzero()[0].max() <= 27
    assert abs(apart[:4].sum() / apart.sum() - 0.92) < (0.005 if step == 1 else 0.01)
    assert lab_to_rgb(rgb_to_lab(np.array([[[0, 235, 254]]], np.uint8))).tolist() == [[[27, 235, 254]]]


def test_the_matrix_is_that_of_the_primaries_and_the_white():
    """Each primary by its (x, y), as bright as makes their sum white; the other matrix undoes it."""
    primaries = np.array([[x / y, 1, (1 - x - y) / y] for x, y in ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))]).T
    np.testing.assert_allclose(RGB_TO_XYZ, primaries * np.linalg.solve(primaries, WHITE), atol=5e-7)
    np.testing.assert_allclose(XYZ_TO_RGB @ RGB_TO_XYZ, np.eye(3), atol=5e-6)


def test_linear_light_keeps_the_dtype_and_not_a_number():
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        assert linear_light(np.array([0, 1], dtype)).dtype == dtype
    assert linear_light([0, 1]).tolist() == [0, 1] and np.isnan(linear_light([np.nan, 1.0])).tolist() == [True, False]
    for v in (-0.1, 1.1, np.inf):
        with pytest.raises(ValueError, match=f"^v must lie between 0 and 1, got {v} to {v}$"):
            linear_light(np.array([v]))


@pytest.mark.parametrize("law", cases.LAWS["rgb_to_lab"])
@given(case=cases.rgb_to_lab())
def test_keeps(law, case):
    assert_keeps(law, rgb_to_lab, case)


def test_worked_example():
    """White, black, and the grey of linear light 0.184: L* = 116·∛0.184 − 16 = 50 = 127.5 levels of 255."""
    image = np.array([[[255] * 3, [0] * 3, [119] * 3]], np.uint8)
    light = ((119 / 255 + 0.055) / 1.055)**2.4
    assert rgb_to_lab(image)[0, :, 0].tolist() == [255, 0, round(255 / 100 * (116 * light**(1 / 3) - 16))] == [255, 0, 128]


def test_not_every_lab_is_a_colour():
    """Looks true, is not: LAB there and back.  L* = 100 and full yellow: brighter than the screen can."""
    image = np.array([[[255, 128, 255]]], np.uint8)
    assert lab_to_rgb(image)[0, 0].max() == 255
    assert rgb_to_lab(lab_to_rgb(image)).tolist() != image.tolist()


@pytest.mark.parametrize("function", [rgb_to_lab, lab_to_rgb])
@pytest.mark.parametrize("image, error, says", [
    (np.zeros((2, 5, 3), np.float32), TypeError, "image must be uint8, got float32"),
    (np.zeros((2, 5), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(2, 5\)"),
])
def test_bad_input_is_named(function, image, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(image)
    assert function(np.zeros((0, 5, 3), np.uint8)).shape == (0, 5, 3)
