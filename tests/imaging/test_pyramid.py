import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.pyramid import collapse, gaussian_pyramid, laplacian_pyramid
from tests.agreement import assert_keeps

FUNCTIONS = [gaussian_pyramid, laplacian_pyramid, collapse]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """0 16 → (6·0 + 8·16)/16 = 8, mirrored; up (6·8 + 2·8)/8 = 8 and 8."""
    image = np.array([[0, 16]], np.uint8)
    assert [level.tolist() for level in laplacian_pyramid(image, 2)] == [[[-8, 8]], [[8]]]
    assert [level.dtype.name for level in laplacian_pyramid(image, 2)] == ["int16", "uint8"]
    assert [level.dtype.name for level in laplacian_pyramid(image.astype(np.uint16), 2)] == ["int32", "uint16"]
    assert [level.dtype.name for level in laplacian_pyramid(image.astype(np.float32), 2)] == ["float32", "float32"]


def test_a_pixel_is_halved_to_a_pixel():
    assert [level.shape for level in gaussian_pyramid(np.zeros((3, 1)), 4)] == [(3, 1), (2, 1), (1, 1), (1, 1)]


def test_what_leaves_the_scale_is_cut_off():
    residual, coarse = np.array([[-99, 99]], np.int16), np.array([[200]], np.uint8)
    assert collapse([residual, coarse]).tolist() == [[101, 255]]
    assert collapse([3 * residual, coarse]).tolist() == [[0, 255]]


def test_residuals_may_be_floats_and_do_not_wrap():
    """Whole numbers are added in float64, rounded to the nearest, and cut off."""
    coarse = np.array([[200]], np.uint8)
    assert collapse([np.array([[0.6, -0.6]]), coarse]).tolist() == [[201, 199]]
    for dtype in (np.int8, np.uint8, np.int16, np.int32, np.int64):
        top, bottom = np.iinfo(dtype).max, np.iinfo(dtype).min
        assert collapse([np.array([[top, bottom]], dtype), coarse]).tolist() == [[min(200 + top, 255), max(200 + bottom, 0)]]
    assert collapse([[[-8, 8]], [[8]]]).tolist() == [[0, 16]]


def test_sixty_four_levels_of_one_pixel():
    levels = gaussian_pyramid(np.array([[7, 7, 7]], np.uint8), 64)
    assert len(levels) == 64 and levels[-1].tolist() == [[7]]


def test_no_warning_where_infinity_meets_infinity():
    image = np.array([[np.inf, 0.0, -np.inf, 1.0]])
    assert np.isnan(collapse(laplacian_pyramid(image, 3))).all()


@pytest.mark.parametrize("levels", [2, 5, 9])
def test_floats_return_up_to_a_unit_in_the_last_place_of_the_largest(levels):
    rng = np.random.default_rng(levels)
    for image in (rng.random((33, 47)), rng.random((20, 61)) + 1000, rng.normal(size=(50, 7))**9,
                  10.0**rng.integers(-12, 12, (31, 24))):
        assert abs(collapse(laplacian_pyramid(image, levels)) - image).max() <= 2 * np.spacing(abs(image).max())


def test_the_lists_hold_copies():
    image = np.zeros((3, 4), np.uint8)
    gaussian_pyramid(image, 1)[0][:] = 9
    levels = [image]
    collapse(levels)[:] = 9
    assert not image.any()


@pytest.mark.parametrize("function, arguments, error, says", [
    (gaussian_pyramid, (np.zeros((2, 3)), 0), ValueError, "levels must be a whole number at least 1 and at most 64, got 0"),
    (laplacian_pyramid, (np.zeros((2, 3)), 0), ValueError, "levels must be a whole number at least 1 and at most 64, got 0"),
    (laplacian_pyramid, (np.zeros((2, 3)), 2.5), ValueError, "levels must be a whole number .* got 2.5"),
    (gaussian_pyramid, (np.zeros((2, 3)), 10**6), ValueError, "levels must be a whole number .* at most 64, got 1000000"),
    (laplacian_pyramid, (np.zeros((2, 3), int), 2), TypeError, "image must be uint8 or uint16 or float16 .*, got int64"),
    (gaussian_pyramid, (np.zeros((2, 3), int), 1), TypeError, "image must be uint8 or uint16 or float16 .*, got int64"),
    (gaussian_pyramid, (np.zeros(3), 1), ValueError, r"image must be \(H, W\) or \(H, W, C\), got shape \(3,\)"),
    (collapse, ([],), ValueError, r"pyramid must be a list or tuple of one or more parts, got \[\]"),
    (collapse, (None,), TypeError, "pyramid must be a list or tuple of one or more parts, got None"),
    (collapse, ([np.zeros((5, 5)), np.zeros((2, 2))],), ValueError, r"pyramid must halve .* got \(5, 5\) above \(2, 2\)"),
    (collapse, ([np.zeros((4, 4, 3)), np.zeros((2, 2))],), ValueError, r"pyramid must .* got \(4, 4, 3\) above \(2, 2\)"),
    (collapse, ([np.full((2, 2), np.nan), np.zeros((1, 1), np.uint8)],), ValueError, "pyramid must hold numbers, got NaN for uint8"),
    (collapse, ([np.zeros((1, 1), int)],), TypeError, "pyramid must be uint8 or uint16 or float16 .*, got int64"),
])
def test_bad_input_is_named(function, arguments, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(*arguments)
