import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.blending import blend
from refimpl.imaging.pyramid import gaussian_pyramid
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["blend"])
@given(case=cases.blend())
def test_keeps(law, case):
    assert_keeps(law, blend, case)


@given(case=cases.blend(dtypes="B"))
def test_whole_numbers_are_rounded_level_by_level(case):
    """Of uint8 it is what it is of floats, up to a rounding a level."""
    exact = blend(**{**case, "a": case["a"].astype(float), "b": case["b"].astype(float)}).clip(0, 255)
    assert abs(blend(**case) - exact).max() <= 3 * case["levels"]


def test_one_level_is_a_cut():
    a, b, mask = np.full((3, 4), 200, np.uint8), np.full((3, 4), 100, np.uint8), np.array([[1, 1, 0, 0]] * 3)
    assert blend(a, b, mask, 1).tolist() == [[200, 200, 100, 100]] * 3


def test_whole_numbers_are_rounded_to_the_nearest():
    one, none = np.ones((1, 2), np.uint8), np.zeros((1, 2), np.uint8)
    assert blend(one, none, np.array([[0.75, 0.25]]), 1).tolist() == [[1, 0]]


def test_more_levels_make_a_wider_seam():
    a, b, mask = np.full((64, 65), 200.0), np.full((64, 65), 100.0), np.tile(np.arange(65) < 32, (64, 1))
    widths = [np.count_nonzero(blend(a, b, mask, levels)[32] % 100) for levels in range(1, 6)]
    assert widths == sorted(widths)
    assert widths[0] == 0 < widths[1] < widths[4]


@pytest.mark.parametrize("a, b, mask, says", [
    (np.zeros((2, 3)), np.zeros((2, 4)), np.zeros((2, 3)), r"a and b must have the same shape and dtype, got float64 \(2, 3\) and float64 \(2, 4\)"),
    (np.zeros((2, 3)), np.zeros((2, 3), np.uint8), np.zeros((2, 3)), r"a and b must .* and uint8 \(2, 3\)"),
    (np.zeros((2, 3)), np.zeros((2, 3)), np.zeros((3, 2)), r"mask must be \(2, 3\) with values 0 to 1, got shape \(3, 2\), .*"),
    (np.zeros((2, 3)), np.zeros((2, 3)), np.full((2, 3), 255), r"mask must be .*, 255.0 to 255.0"),
    (np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3)), r"a must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3)), np.zeros((2, 3)), np.zeros((0, 3)), r"mask must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3)), np.zeros(3), np.zeros((2, 3)), r"b must be \(H, W\) or \(H, W, C\), got shape \(3,\)"),

    (np.zeros((2, 3)), np.zeros((2, 3)), np.full((2, 3), 1.5), r"mask must be .*, 1.5 to 1.5"),
    (np.zeros((2, 3)), np.zeros((2, 3)), np.full((2, 3), -0.5), r"mask must be .*, -0.5 to -0.5"),
    (np.zeros((2, 3)), np.zeros((2, 3)), np.full((2, 3), np.nan), r"mask must be .*, nan to nan"),
])
def test_bad_input_is_named(a, b, mask, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        blend(a, b, mask, 2)


def test_the_strip_is_two_to_four_pixels_of_each_level():
    for cut in range(90, 170):
        mask = np.tile(np.arange(257.0) < cut, (3, 1)).astype(float)
        widths = [np.count_nonzero((level[0] > 0) & (level[0] < 1)) for level in gaussian_pyramid(mask, 7)]
        assert widths[0] == 0 and set(widths[1:]) <= {2, 3, 4}


@pytest.mark.parametrize("width", [64, 100, 143, 257, 320, 511])
def test_the_seam_is_six_pixels_of_the_coarsest_level(width):
    a, b, mask = np.full((3, width), 200.0), np.full((3, width), 100.0), np.tile(np.arange(width) < width // 2, (3, 1))
    for levels in range(2, 9):
        seam, coarsest = np.count_nonzero(blend(a, b, mask, levels)[1] % 100), -(-width // 2**(levels - 1))
        if coarsest <= 5:
            assert seam == width
        elif coarsest >= 8:
            assert seam == {2: 7, 3: 21}.get(levels, seam) and 3.5 <= seam / 2**(levels - 1) <= 7
            assert levels < 4 or seam > 5.5 * 2**(levels - 1)
        else:
            assert width - 8 <= seam <= width


def test_lists_and_byte_orders_mix():
    a, b = [[200, 200, 200, 200]], np.array([[100, 100, 100, 100]], np.uint8)
    assert blend(a, b, [[True, True, False, False]], np.uint8(1)).tolist() == [[200, 200, 100, 100]]
    big = np.array([[100, 100]], ">f4")
    assert blend(big, big.astype("<f4"), [[1, 0]], 2).dtype == np.float32


def test_longdouble_keeps_its_precision():
    third = np.full((3, 4), 1, np.longdouble) / 3
    out = blend(third, 2 * third, np.full((3, 4), 0.5), 2)
    assert abs(out - 1.5 * third).max() <= 8 * np.finfo(np.longdouble).eps


def test_infinity_that_is_masked_out_is_nan():
    """0·∞, as the formula says, and without a warning."""
    out = blend(np.array([[1.0, 2.0]]), np.array([[np.inf, 3.0]]), np.array([[1, 1]]), 1)
    np.testing.assert_array_equal(out, [[np.nan, 2.0]])
