import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.sobel import laplace, laplace_definition, sobel, sobel_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [sobel, laplace]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A plane that rises by 3 to the right and by 5 downwards: 8 times the slopes; no bend inside."""
    y, x = np.indices((5, 6))
    plane = (3 * x + 5 * y).astype(np.uint8)
    assert (sobel(plane, 1)[1:-1, 1:-1] == 8 * 3).all()
    assert (sobel(plane, 0)[1:-1, 1:-1] == 8 * 5).all()
    assert (sobel(plane)[1:-1, 1:-1] == 8 * 3).all()
    assert (laplace(plane)[1:-1, 1:-1] == 0).all()
    bowl = (x**2 + 2 * y**2).astype(np.uint8)
    assert (laplace(bowl)[1:-1, 1:-1] == 2 + 4).all()               # second differences of x² and 2y²


def test_how_much_noise_is_raised():
    """By the sum of the squared weights: 12 for Sobel, 20 for Laplace, in variance."""
    dot = np.zeros((7, 7))
    dot[3, 3] = 1
    assert (sobel(dot)**2).sum() == 2 * (1 + 4 + 1)
    assert (laplace(dot)**2).sum() == 1 + 1 + 1 + 1 + 16


@pytest.mark.parametrize("function, image, arguments, error, says", [
    (sobel, np.zeros((2, 3)), {"axis": 2}, ValueError, "axis must be from -2 to 1, got 2"),
    (sobel, np.zeros((2, 3)), {"axis": 0.5}, ValueError, "axis must be a whole number, got 0.5"),
    (sobel, "edges.png", {}, TypeError, "image must be real, got <U9"),
    (sobel, np.zeros((2, 3), complex), {}, TypeError, "image must be real, got complex128"),
    (laplace, np.zeros((2, 3, 3)), {}, ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (laplace, np.zeros((2, 3)), {"mode": "same"}, ValueError, "mode must be .* got 'same'"),
])
def test_bad_input_is_named(function, image, arguments, error, says):
    for either in (function, {sobel: sobel_definition, laplace: laplace_definition}[function]):
        with pytest.raises(error, match=f"^{says}$"):
            either(image, **arguments)


@pytest.mark.parametrize("function", [sobel, sobel_definition, laplace, laplace_definition])
def test_float16_is_finite_where_the_answer_is(function):
    """Differences of 120000, beyond float16, of opposite signs: they cancel."""
    saddle = np.array([[0, 6e4, 0], [-6e4, 0, -6e4], [0, 6e4, 0]], np.float16)
    steps = np.array([[6e4, 0, -6e4], [0, 0, 0], [-6e4, 0, 6e4]], np.float16)
    image = saddle if "laplace" in function.__name__ else steps
    assert function(image)[1, 1] == 0
    assert function(image).dtype == np.float16


def test_infinity_goes_as_far_as_the_weights():
    """A weight of 0 sees it too: 0·∞ is NaN."""
    image = np.zeros((5, 7))
    image[2, 3] = np.inf
    np.testing.assert_array_equal(~np.isfinite(sobel(image)), ~np.isfinite(sobel_definition(image)))
    np.testing.assert_array_equal(np.argwhere(np.isnan(sobel(image))), [[1, 3], [2, 3], [3, 3]])
    assert laplace(image)[2, 2:5].tolist() == [np.inf, -np.inf, np.inf]


@pytest.mark.parametrize("function, multiplications, additions", [(sobel, 4, 4), (laplace, 4, 5)])
def test_operations_per_pixel(function, multiplications, additions):
    counted = count_operations(function, np.ones((5, 7)))
    assert (counted.multiplications, counted.additions) == (35 * multiplications, 35 * additions)


def test_laplace_changes_sign_at_an_edge_where_sobel_is_largest():
    edge = np.array([[0.0, 0, 0, 1, 6, 9, 10, 10, 10]] * 3)
    bend, slope = laplace(edge)[1], sobel(edge)[1]
    assert (bend[2:4] > 0).all() and (bend[4:7] < 0).all()
    assert slope.argmax() == 4 and (slope >= 0).all()
    assert laplace(np.arange(12.0)[None])[0].tolist() == [1] + [0] * 10 + [-1]          # a slope, but for the border


@pytest.mark.parametrize("cval", [0.0, 5.0])
def test_beyond_a_constant_border_both_passes_see_cval(cval):
    """As in scipy: 5 beyond an image of 5 is no edge, but the differences beyond are 5, and not 0."""
    image = np.full((4, 5), cval)
    assert_agrees(sobel(image, 1, "constant", cval), ndimage.sobel(image, 1, mode="constant", cval=cval),
                  oracle="scipy.ndimage.sobel", function=sobel, within=0)
    assert bool(sobel(image, 1, "constant", cval).any()) == bool(cval)
