import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.box import box
from refimpl.imaging.median import median, median_definition
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["median"])
@given(case=cases.median())
def test_keeps(law, case):
    assert_keeps(law, median, case)


@pytest.mark.parametrize("size", [(10, 10), (10, 11), (4, 25), (4, 26), (1, 100), (1, 101)])
def test_selection_and_sorting_meet(size):
    """100 pixels of two bytes are selected from, more are sorted."""
    image = np.random.default_rng(0).integers(0, 99, (20, 60)).astype(np.int16)
    expected = ndimage.median_filter(image, size)
    assert_agrees(median(image, size), expected, oracle="scipy.ndimage.median_filter", function=median)


def test_several_bands_meet_without_a_seam():
    image = np.random.default_rng(0).random((40, 9000))
    assert_agrees(median(image, 3), ndimage.median_filter(image, 3), oracle="scipy.ndimage.median_filter",
                  function=median, within=0)


def test_worked_example():
    """Salt and pepper go, the edge stays as steep as it was."""
    image = np.array([[10, 10, 255, 10, 90, 0, 90, 90]], np.uint8)
    assert median(image, (1, 3)).tolist() == [[10, 10, 10, 90, 10, 90, 90, 90]]
    assert median(image, (1, 5)).tolist() == [[10, 10, 10, 10, 90, 90, 90, 90]]
    assert median(np.array([[1, 5]]), (1, 2)).tolist() == [[1, 5]]                     # of 1 1 and 1 5, the upper


def test_is_not_linear():
    """Looks true, is not: the median of a sum is the sum of the medians."""
    a, b = np.array([[0, 1, 0]]), np.array([[1, 0, 0]])
    assert (median(a, (1, 3)) + median(b, (1, 3))).tolist() == [[1, 0, 0]]
    assert median(a + b, (1, 3)).tolist() == [[1, 1, 0]]


def test_is_not_idempotent():
    """Another: a median of a median changes nothing more.  Stripes are exchanged at each pass, from the ends inwards."""
    stripes = np.array([[0, 0, 1, 0, 1, 0, 1, 1]], np.uint8)
    once = median(stripes, (1, 3))
    assert not np.array_equal(median(once, (1, 3)), once)


def test_an_outlier_is_thrown_away_and_not_spread():
    image = np.full((5, 5), 10.0)
    image[2, 2] = 1e6
    assert (median(image, 3) == 10).all()
    assert box(image, 3).max() > 1e5


@pytest.mark.parametrize("size", [3, 5, (5, 7), (7, 9)])
def test_nan_spreads(size):
    image = np.random.default_rng(0).random((30, 30))
    image[15, 15] = np.nan
    h, w = np.broadcast_to(size, 2) // 2
    wanted = np.zeros((30, 30), bool)
    wanted[15 - h:16 + h, 15 - w:16 + w] = True
    np.testing.assert_array_equal(np.isnan(median(image, size)), wanted)
    np.testing.assert_array_equal(np.isnan(median_definition(image, size)), wanted)


@pytest.mark.parametrize("image, size, error, says", [
    (np.zeros((2, 3), complex), 3, TypeError, "image must be real, got complex128"),
    (np.zeros((2, 3, 3)), 3, ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (np.zeros((0, 3)), 3, ValueError, r"image must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3)), (3, 0), ValueError, r"size must be .* got \(3, 0\)"),
    (np.zeros((37, 41)), (10**6, 3), ValueError, "size must be a whole number at least 1 and at most 174, got 1000000"),
])
def test_bad_input_is_named(image, size, error, says):
    for function in (median, median_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, size)


def test_large_windows_are_sorted_some_columns_at_a_time():
    """Of 101 × 639 pixels 259 windows hold 2²⁴.  Equal rows: the median is that of one."""
    row = np.random.default_rng(0).integers(0, 999, (1, 270))
    expected = ndimage.median_filter(row, (1, 639), mode="nearest")
    assert_agrees(median(row, (101, 639), "nearest"), expected, oracle="scipy.ndimage.median_filter", function=median)


@pytest.mark.parametrize("function", [median, median_definition])
def test_cval_is_a_level(function):
    image = np.array([[9, 9, 9]], np.uint8)
    assert function(image, 3, "constant", 200.0).tolist() == [[200, 200, 200]]
    for cval in (256, -1, 0.5, np.nan):
        with pytest.raises(ValueError, match=f"^cval must be a number that uint8 holds, got {cval}$"):
            function(image, 3, "constant", cval)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_lines_thinner_than_half_the_window_go_and_corners_are_rounded(size):
    for width in range(1, size + 1):
        line = np.zeros((30, 30), int)
        line[10:10 + width] = 1
        np.testing.assert_array_equal(median(line, size), line if width > size / 2 else 0)
    corner = np.zeros((30, 30), int)
    corner[10:, 10:] = 1
    assert median(corner, size)[10, 10] == 0
    assert np.array_equal(median(corner, size)[20:], corner[20:])                      # the edge far from it stays


def test_half_a_window_of_outliers_is_too_much():
    image = np.array([[10, 10, 99, 99, 10, 10]])
    assert median(image, (1, 5)).tolist() == [[10] * 6]
    assert median(image, (1, 3))[0, 2] == median(image, (1, 4))[0, 3] == 99
