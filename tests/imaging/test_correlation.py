from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.correlation import convolve, convolve_definition, correlate, correlate_definition, float_type
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [correlate, convolve]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_several_bands_meet_without_a_seam():
    image = np.random.default_rng(0).random((40, 9000))
    kernel = np.random.default_rng(1).random((3, 2))
    assert_agrees(correlate(image, kernel), ndimage.correlate(image, kernel), oracle="scipy.ndimage.correlate",
                  function=correlate, within=0)


def test_worked_example():
    image, kernel = np.array([[1, 2, 4]], np.uint8), np.array([[100, 10, 1]])
    assert correlate(image, kernel, "constant").tolist() == [[0 + 10 + 2, 100 + 20 + 4, 200 + 40 + 0]]
    assert convolve(image, kernel, "constant").tolist() == [[200 + 10 + 0, 400 + 20 + 1, 0 + 40 + 2]]
    assert correlate(image, np.array([[10, 1]])).tolist() == [[10 + 1, 10 + 2, 20 + 4]]           # the middle is the 1
    assert convolve(image, np.array([[10, 1]])).tolist() == [[20 + 1, 40 + 2, 40 + 4]]


def test_correlation_does_not_associate():
    """Looks true, is not: correlating twice is correlating by the two kernels' correlation."""
    f, k = np.zeros((1, 9)), np.array([[1.0, 2.0, 4.0]])
    f[0, 4] = 1
    frame = np.pad(k, ((0, 0), (1, 1)))
    twice = correlate(correlate(f, k, "constant"), k, "constant")
    assert not np.array_equal(twice, correlate(f, correlate(frame, k, "constant"), "constant"))
    twice = convolve(convolve(f, k, "constant"), k, "constant")
    assert np.array_equal(twice, convolve(f, convolve(frame, k, "constant"), "constant"))


@pytest.mark.parametrize("function", [correlate, correlate_definition, convolve, convolve_definition])
def test_a_weight_of_zero_does_not_see(function):
    """Not even NaN and infinity; other weights do, and ∞ − ∞ is NaN."""
    image = np.array([[np.nan, 1.0, np.inf]])
    assert function(image, np.array([[0.0, 2.0, 0.0]]))[0, 1] == 2
    assert np.isnan(function(image, np.array([[1.0, 2.0, 1.0]]))[0, 1])
    assert np.isnan(function(np.full((1, 3), np.inf), np.array([[1.0, 0.0, -1.0]]))[0, 1])


@pytest.mark.parametrize("function", [correlate, correlate_definition, convolve, convolve_definition])
def test_narrow_numbers_do_not_wrap(function):
    """200·2, 2·(−128)·(−128), 60000 + 60000 − 60000 and 3·(2⁶⁴ − 1): in float64."""
    assert function(np.array([[200]], np.uint8), np.array([[2]], np.uint8)).tolist() == [[400]]
    assert function(np.array([[-128]], np.int8), np.array([[-128, -128]], np.int8)).tolist() == [[2 * 128 * 128]]
    assert function(np.full((1, 1), 6e4, np.float16), np.array([[1, 1, -1]], np.float16))[0, 0] == np.float16(6e4)
    assert function(np.array([[2**64 - 1]], np.uint64), np.array([[3]], np.uint8)).tolist() == [[3.0 * 2**64]]
    assert function(np.array([[1]], np.longdouble), np.array([[np.longdouble(1) / 3]])) == np.longdouble(1) / 3


def test_a_kernel_far_longer_than_the_image():
    """Ones over 2·10⁵ rows of a column of two, reflected: as many of either, and 5 columns of each."""
    out = correlate(np.array([[1.0], [3.0]]), np.ones((200_000, 5)))
    assert out.tolist() == [[200_000 / 2 * (1 + 3) * 5]] * 2
    assert convolve(np.array([[1.0], [3.0]]), np.ones((200_000, 5))).tolist() == out.tolist()


def test_a_tiny_weight_does():
    assert correlate(np.array([[1e20]]), np.array([[1e-17]])) == pytest.approx(1000)


def test_exact_numbers_stay_exact():
    image, third = np.array([[Fraction(1, 3), Fraction(2)]]), np.array([[Fraction(1, 3)]])
    assert correlate(image, third).tolist() == [[Fraction(1, 9), Fraction(2, 3)]]


def test_multiplications_and_additions_executed():
    for shape, (h, w) in (((4, 5), (3, 2)), ((2, 7), (1, 4))):
        for definition in (correlate_definition, convolve_definition):
            counted = count_operations(definition, np.ones(shape), np.ones((h, w)))
            assert (counted.multiplications, counted.additions) == (shape[0] * shape[1] * h * w,) * 2


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("image, kernel, mode, error, says", [
    (np.zeros((2, 3), complex), np.ones((1, 2)), "reflect", TypeError, "image must be real, got complex128"),
    (np.zeros((2, 3, 3)), np.ones((1, 2)), "reflect", ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (np.zeros((2, 3)), np.ones(2), "reflect", ValueError, r"kernel must be \(h, w\), got shape \(2,\)"),
    (np.zeros((2, 3)), np.ones((0, 2)), "reflect", ValueError, r"kernel must have at least one element, got shape \(0, 2\)"),
    (np.zeros((2, 0)), np.ones((1, 2)), "reflect", ValueError, r"image must have at least one element, got shape \(2, 0\)"),
    (np.zeros((2, 3)), np.ones((1, 2)), "same", ValueError, "mode must be .* got 'same'"),
    (np.ma.zeros((2, 3)), np.ones((1, 2)), "reflect", TypeError, "image has a mask, .*"),
    (np.zeros((2, 3)), None, "reflect", TypeError, "kernel must be an array of numbers, got None"),
])
def test_bad_input_is_named(function, image, kernel, mode, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(image, kernel, mode)


def test_a_float_type_of_nothing_is_refused():
    for nothing in (None, "float", np.dtype("c16"), np.dtype("S3")):
        with pytest.raises(TypeError, match=r"^dtype must be bool, integer or float, got "):
            float_type(nothing)
    assert float_type(np.dtype(">f4")) == np.dtype("=f4")


def test_turning_a_kernel_of_an_even_side_moves_its_middle():
    """Looks true, is not: for a kernel that turning does not change, correlation and convolution are one."""
    dot = np.array([[0, 0, 1, 0, 0]])
    for kernel in (np.ones((1, 3)), np.array([[1, 2, 1], [3, 0, 3], [1, 2, 1]])):
        assert np.array_equal(correlate(dot, kernel), convolve(dot, kernel))
    assert correlate(dot, np.ones((1, 2))).tolist() == [[0, 0, 1, 1, 0]]
    assert convolve(dot, np.ones((1, 2))).tolist() == [[0, 1, 1, 0, 0]]


def test_what_scipy_takes_for_a_weight_of_nothing():
    """2⁻⁵² and less, of either sign; here only 0."""
    image = np.array([[1e20]])
    for weight in (2.0**-52, -2.0**-52, 1e-17):
        kernel = np.array([[weight]])
        assert ndimage.correlate(image, kernel) == ndimage.convolve(image, kernel) == 0
        assert correlate(image, kernel) == convolve(image, kernel) == 1e20 * weight
    assert ndimage.correlate(image, np.array([[2.3e-16]])) > 0


def test_sums_are_made_in_float64_kernel_row_by_row():
    """float32 has no 2²⁴ + 1; and 1e16 + 1 − 1e16 is 0, but 1e16 − 1e16 + 1 is 1."""
    assert correlate(np.full((1, 1), 2.0**24, np.float32), np.array([[1, 2.0**-24, -1]], np.float32)) == 1
    assert correlate(np.array([[1.0]]), np.array([[1e16, 1], [-1e16, 0]])) == 0
    assert correlate(np.array([[1.0]]), np.array([[1e16, -1e16], [1, 0]])) == 1
