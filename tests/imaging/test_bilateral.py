import math

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.bilateral import bilateral, bilateral_definition
from refimpl.imaging.dilation import disk
from refimpl.peers.filters import bilateral_in_cv2
from tests.agreement import assert_keeps

FUNCTIONS = [bilateral]


@given(case=cases.bilateral(longest=40, dtypes="B"))
def test_opencv_is_within_a_level_before_rounding(cv2, case):
    """It rounds, or in some of its code cuts off."""
    if case["diameter"] > 1:                                        # OpenCV takes 1 for 3
        exact = bilateral(**{**case, "image": case["image"].astype(float)})
        assert abs(exact - bilateral_in_cv2(**case)).max() < 1.001


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """0 and 4 apart in grey, 1 in place; the row is its own mirror above and below, so each pixel is seen three times."""
    near, alike = math.exp(-1 / (2 * 2**2)), math.exp(-4**2 / (2 * 8**2))
    image = np.array([[0.0, 0.0, 4.0]])
    middle = (0 * near + 0 * (1 + 2 * near) + 4 * near * alike) / (near + 1 + 2 * near + near * alike)
    assert bilateral(image, 3, sigma_color=8, sigma_space=2)[0, 1] == pytest.approx(middle)


def test_the_limits_are_a_blur_and_nothing():
    image = np.random.default_rng(0).integers(0, 256, (9, 12)).astype(float)
    assert bilateral(image, 5, 1e-3, 2) == pytest.approx(image)
    from scipy import ndimage
    y, x = np.indices((5, 5)) - 2
    bell = np.exp(-(y**2 + x**2) / 8) * (y**2 + x**2 <= 4)
    assert bilateral(image, 5, 1e9, 2) == pytest.approx(ndimage.correlate(image, bell / bell.sum(), mode="mirror"))


def test_an_edge_stays_where_a_blur_would_smear_it():
    step = np.repeat(np.array([[10, 200]], np.uint8), 5, axis=1)
    assert bilateral(step, 5, sigma_color=10, sigma_space=3).tolist() == step.tolist()


def test_several_bands_meet_without_a_seam():
    image = np.random.default_rng(0).random((30, 3000))
    parts = [bilateral(image[y:y + 12], 5, 0.3, 2)[2:10] for y in range(0, 17, 8)]
    np.testing.assert_array_equal(np.concatenate(parts), bilateral(image, 5, 0.3, 2)[2:26])


def test_dtypes():
    for dtype, expected in ((np.uint8, np.uint8), (np.uint16, np.float64), (np.float32, np.float32), (bool, np.float64)):
        for function in (bilateral, bilateral_definition):
            assert function(np.ones((2, 3), dtype), 3, 1, 1).dtype == expected


def test_the_nearest_level():
    """Of the five pixels of a disk, all alike and all near, it is the mean, rounded: 1.8, 2.4 and 2.6."""
    for function in (bilateral, bilateral_definition):
        image = np.tile(np.array([0, 2, 3], np.uint8), (3, 1))
        assert function(image, 3, 1e6, 1e6)[1, 1] == round((0 + 2 + 2 + 2 + 3) / 5) == 2
        image = np.tile(np.array([0, 3, 3], np.uint8), (3, 1))
        assert function(image, 3, 1e6, 1e6)[1, 1] == round((0 + 3 + 3 + 3 + 3) / 5) == 2
        image = np.tile(np.array([1, 3, 3], np.uint8), (3, 1))
        assert function(image, 3, 1e6, 1e6)[1, 1] == round((1 + 3 + 3 + 3 + 3) / 5) == 3


@pytest.mark.parametrize("edge, weight", [(2, 0.135), (3, 0.011)])
def test_what_crosses_an_edge(edge, weight):
    """0 and an edge of 2σ or 3σ: around the 0 three pixels are 0, its mirrored neighbours the other: 2w·f/(3 + 2w)."""
    σ = 10.0
    out = bilateral(np.array([[0.0, edge * σ]]), 3, sigma_color=σ, sigma_space=1e6)[0, 0]
    assert 3 * out / (2 * (edge * σ - out)) == pytest.approx(weight, abs=5e-4)
    assert round(math.exp(-edge**2 / 2), 3) == weight


@pytest.mark.parametrize("function", [bilateral, bilateral_definition])
@pytest.mark.parametrize("pixel", [np.nan, np.inf])
def test_nan_and_infinity_spoil_what_is_within_reach(function, pixel):
    image = np.zeros((7, 9))
    image[3, 4] = pixel
    wanted = np.hypot(*np.ogrid[-3:4, -4:5]) <= 2
    np.testing.assert_array_equal(np.isnan(function(image, 5, 10, 10)), wanted)


def test_narrow_numbers_are_numbers():
    image = np.random.default_rng(0).integers(0, 256, (17, 21), np.uint8)
    np.testing.assert_array_equal(bilateral(image, np.uint8(5), np.uint8(200), np.uint8(200)), bilateral(image, 5, 200, 200))
    np.testing.assert_array_equal(bilateral(image.astype(">u2"), 5, 200, 200), bilateral(image.astype(float), 5, 200, 200))
    assert (bilateral(np.full((3, 4), 6e4, np.float16), 3, 1, 1) == np.float16(6e4)).all()


@pytest.mark.parametrize("image, arguments, error, says", [
    (np.zeros((2, 3), complex), (3, 1, 1), TypeError, "image must be real, got complex128"),
    (np.zeros(3), (3, 1, 1), ValueError, r"image must be \(H, W\) or \(H, W, C\), got shape \(3,\)"),
    (np.zeros((0, 3)), (3, 1, 1), ValueError, r"image must have at least one element, got shape \(0, 3\)"),
    (np.zeros((3, 0)), (3, 1, 1), ValueError, r"image must have at least one element, got shape \(3, 0\)"),
    (np.zeros((2, 3)), (0, 1, 1), ValueError, "diameter must be a whole number at least 1 and at most 106, got 0"),
    (np.zeros((2, 3)), (2.5, 1, 1), ValueError, "diameter must be a whole number .* got 2.5"),
    (np.zeros((2, 3)), (107, 1, 1), ValueError, "diameter must be a whole number .* got 107"),
    (np.zeros((2, 3)), (3, 0, 1), ValueError, "sigma_color must be a finite number at least 1e-100 .* got 0"),
    (np.zeros((2, 3)), (3, 1, 0), ValueError, "sigma_space must be .* got 0"),
    (np.zeros((2, 3)), (3, 1, math.nan), ValueError, "sigma_space must be .* got nan"),
    (np.zeros((2, 3)), (3, 1e300, 1), ValueError, r"sigma_color must be .* at most 1e\+100, got 1e\+300"),
    (np.zeros((2, 3)), (3, (1, 2), 1), ValueError, r"sigma_color must be .* got \(1, 2\)"),
])
def test_bad_input_is_named(image, arguments, error, says):
    for function in (bilateral, bilateral_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, *arguments)


def test_where_opencv_differs_it_is_one_less(cv2):
    """Nearly always: of every hundred differences at most one is the other way round."""
    rng, less, more = np.random.default_rng(0), 0, 0
    for shape in ((70, 61), (40, 53, 3)):
        for diameter in range(2, 10):
            image = rng.integers(0, 256, shape, np.uint8)
            theirs = cv2.bilateralFilter(image, diameter, 40, 4).astype(int)
            less, more = less + (theirs < bilateral(image, diameter, 40, 4)).sum(), more + (theirs > bilateral(image, diameter, 40, 4)).sum()
    assert less > 100 * more and less > 100


def test_the_distance_of_colours(cv2, restoration):
    """60 and 80 apart: 140 here and in OpenCV, 100/3 in scikit-image.  Of a pixel's neighbours four or eight are seen."""
    image, σ = np.zeros((5, 5, 3), np.uint8), 80.0
    image[2, 2] = 60, 80, 0
    expected = image[2, 2] / (1 + 4 * math.exp(-140**2 / (2 * σ**2)))
    assert bilateral(image.astype(float), 3, σ, 1e6)[2, 2] == pytest.approx(expected)
    assert abs(cv2.bilateralFilter(image, 3, σ, 1e6)[2, 2] - expected).max() <= 1
    theirs = restoration.denoise_bilateral(image / 255, win_size=3, sigma_color=σ / 255, sigma_spatial=1e6, bins=100_000, channel_axis=-1)
    assert theirs[2, 2] * 255 == pytest.approx(image[2, 2] / (1 + 8 * math.exp(-(100 / 3)**2 / (2 * σ**2))), rel=1e-3)


def test_the_windows_are_a_disk_and_a_square(cv2, restoration):
    dot = np.zeros((9, 9), np.float32)
    dot[4, 4] = 1
    theirs = restoration.denoise_bilateral(dot, win_size=5, sigma_color=1e6, sigma_spatial=9)
    np.testing.assert_array_equal(theirs > 0, np.abs(np.mgrid[-4:5, -4:5]).max(axis=0) <= 2)
    for found in (bilateral(dot, 5, 1e6, 9), cv2.bilateralFilter(dot, 5, 1e6, 9)):
        np.testing.assert_array_equal(found > 0, np.hypot(*np.ogrid[-4:5, -4:5]) <= 2)


def test_repeated_it_makes_steps_of_steep_slopes():
    """A ramp of 5 levels per pixel: for σ = 3 it breaks into terraces with high steps, for σ = 15 it is levelled."""
    def steps(σ):
        image = np.clip((np.arange(80.0) - 30) * 5, 0, 100)[None]
        for _ in range(30):
            image = bilateral(image, 9, σ, 4)
        return np.diff(image[0])
    assert steps(3.0).max() > 3 * 5 and (steps(3.0)[30:50] < 1).sum() > 10
    assert steps(15.0).max() < 5


def test_exponentials_and_operations_per_pixel():
    """One weight for each pixel of the disk: about π·r² of them."""
    for r in (2, 5, 10):
        assert np.count_nonzero(disk(r)) == pytest.approx(math.pi * r**2, rel=0.1)
