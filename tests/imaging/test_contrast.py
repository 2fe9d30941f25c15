import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.contrast import stretch_contrast, stretch_contrast_definition
from tests.agreement import assert_agrees, assert_keeps


@given(case=cases.stretch_contrast(longest=9))
def test_vectorised_equals_definition(case):
    assert_agrees(stretch_contrast(**case), stretch_contrast_definition(**case), oracle="definition",
                  function=stretch_contrast)


@given(case=cases.stretch_contrast())
def test_matches_skimage(exposure, case):
    image = case["image"]
    a, b = np.percentile(image, (case.get("low", 0), case.get("high", 100)))
    expected = exposure.rescale_intensity(image, in_range=(a, b)) if a < b else image
    assert_agrees(stretch_contrast(**case), expected, oracle="skimage.exposure.rescale_intensity",
                  function=stretch_contrast)


@pytest.mark.parametrize("law", cases.LAWS["stretch_contrast"])
@given(case=cases.stretch_contrast())
def test_keeps(law, case):
    assert_keeps(law, stretch_contrast, case)


def test_every_pair_of_levels(exposure):
    """All that is computed, for every darkest and brightest level of uint8: 32,640 tables."""
    for a in range(256):
        for b in range(a + 1, 256, 17):
            ramp = np.arange(a, b + 1, dtype=np.uint8)
            expected = [255 * (v - a) // (b - a) for v in range(a, b + 1)]          # whole numbers: no rounding at all
            difference = stretch_contrast(ramp).astype(int) - expected
            assert set(difference.tolist()) <= {-1, 0}, "the quotient may fall short of a whole number"
            np.testing.assert_array_equal(stretch_contrast(ramp), exposure.rescale_intensity(ramp))


def test_worked_example():
    image = np.array([10, 20, 20, 30, 60], np.uint8)                # quartiles 20 and 30
    assert stretch_contrast(image).tolist() == [0, 255 * 10 // 50, 51, 255 * 20 // 50, 255] == [0, 51, 51, 102, 255]
    assert stretch_contrast(image, low=25, high=75).tolist() == [0, 0, 0, 255, 255]


def test_an_outlier_spoils_the_full_range_and_not_the_percentiles():
    image = np.append(np.full(50, 100), np.append(np.full(49, 110), 255)).astype(np.uint8)
    assert stretch_contrast(image)[50] == 255 * 10 // 155           # 110 is almost black for the sake of one pixel
    assert stretch_contrast(image, 2, 98)[50] == 255


@pytest.mark.parametrize("image, low, high, error, says", [
    (np.zeros((2, 3)), 0, 100, TypeError, "image must be uint8 or uint16, got float64"),
    (np.zeros((0, 3), np.uint8), 0, 100, ValueError, r"at least one pixel, got shape \(0, 3\)"),
    (np.zeros((2, 3), np.uint8), 60, 40, ValueError, "low <= high <= 100, got 60 and 40"),
    (np.zeros((2, 3), np.uint8), -1, 40, ValueError, "got -1 and 40"),
    (np.zeros((2, 3), np.uint8), 0, 101, ValueError, "got 0 and 101"),
    (np.zeros((2, 3), np.uint8), 0, float("nan"), ValueError, "got 0 and nan"),
])
def test_bad_input_is_named(image, low, high, error, says):
    with pytest.raises(error, match=says):
        stretch_contrast(image, low, high)
