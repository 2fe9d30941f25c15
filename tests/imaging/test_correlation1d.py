import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.correlation import correlate
from refimpl.imaging.correlation1d import correlate1d, correlate1d_definition
from tests.agreement import assert_agrees


def terms(case):
    """The sum of the magnitudes that a result is made of."""
    return np.abs(case["weights"]).sum() * max(np.abs(case["image"].astype(float)).max(), case.get("cval", 0))


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
    (np.zeros((2, 3), complex), np.ones(2), 0, TypeError, "image must be real, got complex128"),
    (np.zeros((2, 3)), np.ones(2), 2, ValueError, "axis must be from -2 to 1, got 2"),
    (np.zeros((2, 3)), np.ones((1, 2)), 0, ValueError, r"weights must be \(n,\), got shape \(1, 2\)"),
    (np.zeros((2, 3)), np.ones(0), 0, ValueError, r"weights must have at least one element, got shape \(0,\)"),
    (np.zeros((0, 3)), np.ones(2), 0, ValueError, r"image must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3, 3)), np.ones(2), 0, ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
])
def test_bad_input_is_named(image, weights, axis, error, says):
    for function in (correlate1d, correlate1d_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, weights, axis)


@pytest.mark.parametrize("function", [correlate1d, correlate1d_definition])
def test_narrow_numbers_do_not_wrap(function):
    """1 + 255 is 256; 1 and 255 are no antisymmetric pair; 60000·(1 + 1 − 1) is finite."""
    assert function(np.array([[1.0]]), np.array([1, 0, 255], np.uint8)).tolist() == [[256]]
    assert function(np.array([[-128]], np.int8), np.array([-128, -128], np.int8)).tolist() == [[2 * 128 * 128]]
    assert function(np.full((1, 1), 6e4, np.float16), np.array([1, 1, -1], np.float16))[0, 0] == np.float16(6e4)


@pytest.mark.parametrize("mode, beyond", [("reflect", 1.5), ("mirror", 1.5), ("wrap", 1.5), ("nearest", 1.5), ("constant", 7)])
def test_weights_far_longer_than_the_image(mode, beyond):
    """A million and one of 1: half a million to either side of the pixel meet 1 and 2 equally often, or 7 all but once."""
    out = correlate1d(np.array([[1.0, 2.0]]), np.ones(10**6 + 1), 1, mode, 7)
    others = [2 + 7 * (10**6 - 1), 1 + 7 * (10**6 - 1)] if mode == "constant" else [beyond * 10**6] * 2
    assert out.tolist() == [[1 + others[0], 2 + others[1]]]


def test_an_even_number_of_weights_has_no_symmetric_form():
    """Of [a, b, b, a] the middle is the second b, so pixels that share a weight do not lie at the same distance."""
    out = correlate1d(np.array([[0.0, 0, 0, 1, 0, 0, 0]]), np.array([1.0, 5, 5, 1]))[0]
    assert out.tolist() == [0, 0, 1, 5, 5, 1, 0]


def test_as_in_scipy_zero_times_infinity_and_sums_that_overflow():
    image = np.array([[1.0, np.inf, 1.0, 1.0, 1.0]])
    for weights in ([-1.0, 0.0, 1.0], [1.0, 0.0, 0.0]):
        with np.errstate(all="ignore"):
            expected = ndimage.correlate1d(image, weights)
        np.testing.assert_array_equal(correlate1d(image, np.array(weights)), expected)
    assert correlate1d(np.full((1, 3), 1e308), np.array([0.25, 0.5, 0.25]))[0, 1] == np.inf
    assert ndimage.correlate1d(np.full((1, 3), 1e308), [0.25, 0.5, 0.25])[0, 1] == np.inf


@pytest.mark.parametrize("weights, multiplications", [([1.0, 2.0, 3.0, 4.0], 4), ([1.0, 2.0, 3.0], 3), ([1.0, 2.0, 1.0], 2),
                                                      ([-1.0, 0.0, 1.0], 2), ([1.0, 2.0, 5.0, 2.0, 1.0], 3), ([5.0], 1)])
def test_operations_of_the_fast_form(weights, multiplications):
    """n, or (n + 1)/2, multiplications per pixel, and n − 1 additions."""
    for axis in (0, 1):
        counted = count_operations(lambda image, axis=axis: correlate1d(image, np.array(weights), axis), np.ones((3, 50)))
        assert (counted.multiplications, counted.additions) == (150 * multiplications, 150 * (len(weights) - 1))


def test_two_passes_are_one_but_for_cval():
    """Beyond the border the second pass sees cval, where one pass by k sees Σ u·cval."""
    image, u, v = np.arange(30.0).reshape(5, 6), np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 3.0])
    def passes(u, mode, cval):
        return correlate1d(correlate1d(image, u, 0, mode, cval), v, 1, mode, cval), correlate(image, u[:, None] * v, mode, cval)
    for mode in ("reflect", "mirror", "nearest", "wrap", "constant"):
        np.testing.assert_array_equal(*passes(u, mode, 0.0))
    np.testing.assert_array_equal(*passes(u / 4, "constant", 8.0))
    two, one = passes(u, "constant", 8.0)
    assert (two != one).any() and np.array_equal(two[:, 1:-1], one[:, 1:-1])
