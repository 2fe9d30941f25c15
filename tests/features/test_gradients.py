import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.gradients import (
    central_differences, central_differences_definition, magnitude_and_orientation)
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [central_differences, magnitude_and_orientation]


@given(case=cases.central_differences())
def test_vectorised_equals_definition(case):
    assert_agrees(np.stack(central_differences(**case)), np.stack(central_differences_definition(**case)),
                  oracle="definition", function=central_differences, within=0)


@given(case=cases.central_differences())
def test_inside_it_is_twice_numpys_gradient(case):
    f = case["image"].astype(np.float32 if case["image"].dtype == np.float32 else float)
    if min(f.shape) > 2:
        for axis, inner in ((0, np.s_[1:-1]), (1, np.s_[:, 1:-1])):
            assert_agrees(central_differences(f)[axis][inner], 2 * np.gradient(f, axis=axis)[inner],
                          oracle="numpy.gradient", function=central_differences, terms=np.abs(f).max())


@given(case=cases.magnitude_and_orientation())
def test_is_the_length_and_the_angle_of_a_complex_number(case):
    z = case["gx"] + 1j * case["gy"]
    assert_agrees(np.stack(magnitude_and_orientation(**case)), np.stack([np.abs(z), np.angle(z)]),
                  oracle="numpy.abs and angle", function=magnitude_and_orientation)


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


def test_types_stay():
    for dtype, kept in (("f2", "f2"), ("f4", "f4"), (">f8", "f8"), ("g", "g"), ("u1", "f8"), ("?", "f8")):
        gy, gx = central_differences(np.ones((3, 4), dtype))
        assert gy.dtype == gx.dtype == np.dtype(kept) and gy.dtype.isnative
