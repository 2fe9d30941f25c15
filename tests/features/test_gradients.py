import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.gradients import (
    central_differences, central_differences_definition, magnitude_and_orientation)
from tests.agreement import assert_keeps

FUNCTIONS = [central_differences, magnitude_and_orientation]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A slope of 3 down and 4 to the right: differences 6 and 8, magnitude 10, direction atan2(6, 8) below the right."""
    y, x = np.indices((3, 4))
    gy, gx = central_differences(3 * y + 4 * x)
    m, theta = magnitude_and_orientation(gy, gx)
    assert (gy[1].tolist(), gx[:, 1].tolist()) == ([6] * 4, [8] * 3)
    assert (m[1, 1], round(np.degrees(theta[1, 1]), 2)) == (10, 36.87)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 3), (0, 4)])
def test_without_a_neighbour_on_either_side_there_is_no_difference(shape):
    gy, gx = central_differences(np.arange(shape[0] * shape[1]).reshape(shape))
    assert not gy.any()
    assert gx.any() == (shape[1] > 2 and shape[0] > 0)


def test_bad_input():
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(2, 3, 3\)$"):
        central_differences(np.zeros((2, 3, 3)))
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        central_differences(np.zeros((2, 3), complex))
    with pytest.raises(ValueError, match=r"^gy, gx must have the same shape, got \[\(2, 3\), \(3,\)\]$"):
        magnitude_and_orientation(np.zeros((2, 3)), np.zeros(3))


def test_narrow_levels_do_not_wrap():
    """100 − (−100) = 200; the hypotenuse of −128 and −128 is 181."""
    image = np.array([[-100, 0, 100]], np.int8)
    assert central_differences(image)[1].tolist() == central_differences_definition(image.tolist())[1].tolist() == [[0, 200, 0]]
    m, theta = magnitude_and_orientation(np.array([-128], np.int8), np.array([-128], np.int8))
    assert (m[0], theta[0]) == (np.hypot(128, 128), np.arctan2(-1, -1)) and m.dtype == np.float64


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function", [central_differences, central_differences_definition])
def test_nan_and_infinity_reach_their_neighbours(function):
    image = np.zeros((5, 6))
    image[2, 3] = np.nan
    gy, gx = function(image)
    assert np.argwhere(np.isnan(gy)).tolist() == [[1, 3], [3, 3]] and np.argwhere(np.isnan(gx)).tolist() == [[2, 2], [2, 4]]
    assert np.isnan(function(np.full((3, 3), np.inf))[0][1]).all()


@pytest.mark.filterwarnings("error")
def test_what_is_longer_than_any_number_is_infinite():
    m, theta = magnitude_and_orientation(np.array([1.7e308]), np.array([1.7e308]))
    assert (m[0], theta[0]) == (np.inf, np.pi / 4)


def test_types_stay():
    for dtype, kept in (("f2", "f2"), ("f4", "f4"), (">f8", "f8"), ("g", "g"), ("u1", "f8"), ("?", "f8")):
        gy, gx = central_differences(np.ones((3, 4), dtype))
        assert gy.dtype == gx.dtype == np.dtype(kept) and gy.dtype.isnative
