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
    with pytest.raises(TypeError, match=r"^image must be bool, integer or float, got complex128$"):
        central_differences(np.zeros((2, 3), complex))
