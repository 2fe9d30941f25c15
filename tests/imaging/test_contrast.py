import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.contrast import stretch_contrast, stretch_contrast_definition
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["stretch_contrast"])
@given(case=cases.stretch_contrast())
def test_keeps(law, case):
    assert_keeps(law, stretch_contrast, case)


def test_every_pair_of_levels(exposure):
    """Every darkest level of uint8, every 17th brightest: no quotient falls short of a whole number."""
    for a in range(256):
        for b in range(a + 1, 256, 17):
            ramp = np.arange(a, b + 1, dtype=np.uint8)
            expected = [255 * (v - a) // (b - a) for v in range(a, b + 1)]          # whole numbers: no rounding at all
            assert stretch_contrast(ramp).tolist() == expected
            np.testing.assert_array_equal(stretch_contrast(ramp), exposure.rescale_intensity(ramp))


def test_worked_example():
    image = np.array([10, 20, 20, 30, 60], np.uint8)                # quartiles 20 and 30
    assert stretch_contrast(image).tolist() == [0, 255 * 10 // 50, 51, 255 * 20 // 50, 255] == [0, 51, 51, 102, 255]
    assert stretch_contrast(image, low=25, high=75).tolist() == [0, 0, 0, 255, 255]


def test_an_outlier_spoils_the_full_range_and_not_the_percentiles():
    image = np.append(np.full(50, 100), np.append(np.full(49, 110), 255)).astype(np.uint8)
    assert stretch_contrast(image)[50] == 255 * 10 // 155           # 110 is almost black for the sake of one pixel
    assert stretch_contrast(image, 2, 98)[50] == 255


@pytest.mark.parametrize("n", [51, 52, 99, 100, 101, 150, 151, 999, 1000, 1051])
def test_outliers_below_two_percent_are_not_seen(n):
    few = (n - 1) // 50                                             # the most that are fewer than 2 % of n
    assert few / n < 0.02 <= (few + 1) / n
    image = np.full(n, 110, np.uint8)
    image[0], image[1:few + 1], image[few + 1:2 * few + 2] = 100, 255, 100
    assert stretch_contrast(image, 2, 98).max() == 255 == stretch_contrast(image, 2, 98)[-1]
    image[:few] = 0
    assert stretch_contrast(image, 2, 98)[2 * few + 1] == 0


def test_one_level_comes_back_as_a_copy():
    image = np.full((2, 3), 7, np.uint8)
    for function in (stretch_contrast, stretch_contrast_definition):
        out = function(image)
        assert np.array_equal(out, image) and not np.shares_memory(out, image)


def test_lists_and_narrow_numbers_are_taken():
    for function in (stretch_contrast, stretch_contrast_definition):
        assert function([10, 20, 20, 30, 60], np.uint8(25), np.float16(75)).tolist() == [0, 0, 0, 255, 255]


@pytest.mark.parametrize("image, low, high, error, says", [
    (np.zeros((2, 3)), 0, 100, TypeError, "image must be uint8 or uint16, got float64"),
    (np.zeros((0, 3), np.uint8), 0, 100, ValueError, r"image must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3), np.uint8), 60, 40, ValueError, "low must be at most high, got 60 and 40"),
    (np.zeros((2, 3), np.uint8), -1, 40, ValueError, "low must be a finite number at least 0 and at most 100, got -1"),
    (np.zeros((2, 3), np.uint8), 0, 101, ValueError, "high must be a finite number .* at most 100, got 101"),
    (np.zeros((2, 3), np.uint8), 0, float("nan"), ValueError, "high must be a finite number .* got nan"),
    (np.zeros((2, 3), np.uint8), (0, 1), 9, ValueError, "low must be a finite number"),
])
def test_bad_input_is_named(image, low, high, error, says):
    with pytest.raises(error, match=says):
        stretch_contrast(image, low, high)
    with pytest.raises(error, match=says):
        stretch_contrast_definition(image, low, high)
