import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.correlation import correlate
from refimpl.imaging.correlation1d import correlate1d, correlate1d_definition
from tests.agreement import assert_agrees
from tests.imaging.test_borders import as_scipy_sees


def terms(case):
    """The sum of the magnitudes that a result is made of."""
    return np.abs(case["weights"]).sum() * max(np.abs(case["image"].astype(float)).max(), case.get("cval", 0))


@given(case=cases.correlate1d(longest=9))
def test_vectorised_equals_definition(case):
    assert_agrees(correlate1d(**case), correlate1d_definition(**case), oracle="definition", function=correlate1d,
                  terms=terms(case))


@given(case=cases.correlate1d(longest=40))
def test_matches_scipy(case):
    case["image"] = as_scipy_sees(case["image"])
    expected = ndimage.correlate1d(case["image"], **{key: value for key, value in case.items() if key != "image"})
    assert_agrees(correlate1d(**case), expected, oracle="scipy.ndimage.correlate1d", function=correlate1d, within=0)


@given(case=cases.correlate1d(dtypes="?BHhi"))
def test_is_correlation_by_a_row_or_a_column(case):
    weights, axis = case.pop("weights"), case.pop("axis")
    kernel = weights[None] if axis in (1, -1) else weights[:, None]
    assert_agrees(correlate1d(weights=weights, axis=axis, **case), correlate(kernel=kernel, **case),
                  oracle="correlate", function=correlate1d, terms=terms({**case, "weights": weights}))


def test_several_bands_meet_without_a_seam():
    image = np.random.default_rng(0).random((40, 9000))
    for axis in (0, 1):
        assert_agrees(correlate1d(image, np.array([1.0, 2, 4]), axis), ndimage.correlate1d(image, [1.0, 2, 4], axis),
                      oracle="scipy.ndimage.correlate1d", function=correlate1d, within=0)


@pytest.mark.parametrize("weights", [[0.1, 0.7, -0.3, 0.7, 0.1], [0.1, 0.7, 0.4, -0.7, -0.1], [0.3, 0.2, 0.3, 0.3, 0.1],
                                     [0.1, 0.3, 0.3, -0.7, -0.1], [0.7, 0.1, 0.0, 0.1, -0.7]])
@pytest.mark.parametrize("axis", [0, 1])
def test_every_symmetry_to_the_last_bit(weights, axis):
    image, weights = np.random.default_rng(0).random((50, 60)), np.array(weights)
    assert_agrees(correlate1d(image, weights, axis), ndimage.correlate1d(image, weights, axis),
                  oracle="scipy.ndimage.correlate1d", function=correlate1d, within=0)


def test_worked_example():
    image = np.array([[1, 2, 4], [10, 20, 40]], np.uint8)
    assert correlate1d(image, np.array([100, 10, 1]), 1, "constant")[0].tolist() == [12, 124, 240]
    assert correlate1d(image, np.array([-1, 0, 1]), 0, "nearest").tolist() == [[9, 18, 36]] * 2
    assert correlate1d(image, np.array([10, 1])).tolist()[0] == [11, 12, 24]           # along the rows by default


def test_multiplications_executed():
    counted = count_operations(correlate1d_definition, np.ones((3, 5)), np.ones(4))
    assert (counted.multiplications, counted.additions) == (3 * 5 * 4, 3 * 5 * 4)


@pytest.mark.parametrize("image, weights, axis, error, says", [
    (np.zeros((2, 3), complex), np.ones(2), 0, TypeError, "image must be bool, integer or float, got complex128"),
    (np.zeros((2, 3)), np.ones(2), 2, ValueError, r"image must be \(H, W\), weights \(n,\), neither empty, and axis 0 or 1, got .* axis 2"),
    (np.zeros((2, 3)), np.ones((1, 2)), 0, ValueError, r"image must be .* \(2, 3\) and \(1, 2\) and axis 0"),
    (np.zeros((2, 3)), np.ones(0), 0, ValueError, r"image must be .* \(2, 3\) and \(0,\) and axis 0"),
    (np.zeros((0, 3)), np.ones(2), 0, ValueError, r"image must be .* \(0, 3\) and \(2,\) and axis 0"),
    (np.zeros((2, 3, 3)), np.ones(2), 0, ValueError, r"image must be .* \(2, 3, 3\) and \(2,\) and axis 0"),
])
def test_bad_input_is_named(image, weights, axis, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        correlate1d(image, weights, axis)
