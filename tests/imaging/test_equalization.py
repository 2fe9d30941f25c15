import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.equalization import equalize_histogram, equalize_histogram_definition
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["equalize_histogram"])
@given(case=cases.equalize_histogram())
def test_keeps(law, case):
    assert_keeps(law, equalize_histogram, case)


def test_every_rounding_up_to_256_pixels(cv2):
    """Random images all but never meet a halfway case; ramps of n pixels, cdf 1, 2, … n, meet all there are."""
    for n in range(1, 257):
        ramp = np.arange(n, dtype=np.uint8)[None]
        assert_agrees(equalize_histogram(ramp), cv2.equalizeHist(ramp), oracle="cv2.equalizeHist",
                      function=equalize_histogram)


def test_halves_go_to_the_even_level():
    """255·k/510 = k/2: a level with one pixel less than half of them below it lands between two levels."""
    image = np.repeat(np.arange(4, dtype=np.uint8), (5, 1, 2, 507))[None]          # N − m = 510; cdf − m = 0, 1, 3, 510
    assert equalize_histogram(image)[0, [0, 5, 6, 8]].tolist() == [0, 0, 2, 255]   # 0.5 → 0, 1.5 → 2


def test_worked_example():
    image = np.array([[0, 0, 0, 7], [7, 9, 9, 200]], np.uint8)                     # counts 3 2 2 1, m = 3, N − m = 5
    expected = [255 * below // 5 for below in (0, 0, 0, 2, 2, 4, 4, 5)]
    assert equalize_histogram(image).ravel().tolist() == expected == [0, 0, 0, 102, 102, 204, 204, 255]


def test_is_not_idempotent():
    """A law that only looks true: levels that merged at the dark end no longer count as below the others."""
    image = np.repeat(np.arange(4, dtype=np.uint8), (203, 1, 210, 299))[None]
    once = equalize_histogram(image)                                # cdf − m = 0 1 211 510 of 510: 0, ½ → 0, 105½ → 106
    twice = equalize_histogram(once)                                # cdf − m = 0 210 509 of 509: 255·210/509 = 105.2
    assert np.unique(once).tolist() == [0, 106, 255]
    assert np.unique(twice).tolist() == [0, 105, 255]


def test_the_negative_is_not_equalized_to_the_negative():
    """Another: m is taken off at the dark end alone."""
    image = np.array([[0, 0, 1, 2, 2, 2, 3]], np.uint8)             # cdf − m = 0 1 4 5 of 5
    assert equalize_histogram(image).tolist() == [[0, 0, 51, 204, 204, 204, 255]]
    negative = equalize_histogram(255 - image)                      # counts 1 3 1 2: cdf − m = 0 3 4 6 of 6
    assert (255 - negative).tolist() == [[0, 0, 85, 127, 127, 127, 255]]


def test_one_level_comes_back_as_a_copy():
    image = np.full((2, 3), 7, np.uint8)
    for function in (equalize_histogram, equalize_histogram_definition):
        out = function(image)
        assert np.array_equal(out, image) and not np.shares_memory(out, image)


def test_a_list_is_an_image():
    for function in (equalize_histogram, equalize_histogram_definition):
        out = function([[52, 55], [61, 55]])
        assert out.tolist() == [[0, 170], [255, 170]] and out.dtype == np.uint8


@pytest.mark.parametrize("bad, error, says", [
    (np.zeros((2, 3)), TypeError, "image must be uint8, got float64"),
    (np.zeros((2, 3), np.uint16), TypeError, "uint8, got uint16"),
    (np.zeros((2, 3, 3), np.uint8), ValueError, r"\(2, 3, 3\)"),
    (np.zeros((0, 3), np.uint8), ValueError, r"image must have at least one element, got shape \(0, 3\)"),
])
def test_bad_input_is_named(bad, error, says):
    with pytest.raises(error, match=says):
        equalize_histogram(bad)
    with pytest.raises(error, match=says):
        equalize_histogram_definition(bad)
