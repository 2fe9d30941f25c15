import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.sobel import laplace, laplace_definition, sobel, sobel_definition
from tests.agreement import assert_agrees, assert_keeps
from tests.imaging.test_borders import as_scipy_sees

FUNCTIONS = [sobel, laplace]


def terms(case):
    """Eight times the largest value seen."""
    return 8 * max(np.abs(case["image"].astype(float)).max(), case.get("cval", 0))


@given(case=cases.sobel(longest=9))
def test_sobel_vectorised_equals_definition(case):
    assert_agrees(sobel(**case), sobel_definition(**case), oracle="definition", function=sobel, terms=terms(case))


@given(case=cases.laplace(longest=9))
def test_laplace_vectorised_equals_definition(case):
    assert_agrees(laplace(**case), laplace_definition(**case), oracle="definition", function=laplace, terms=terms(case))


@given(case=cases.sobel())
def test_sobel_matches_scipy(case):
    image = as_scipy_sees(case.pop("image"))
    assert_agrees(sobel(image, **case), ndimage.sobel(image, **case), oracle="scipy.ndimage.sobel", function=sobel,
                  within=0)


@given(case=cases.laplace())
def test_laplace_matches_scipy(case):
    image = as_scipy_sees(case.pop("image"))
    assert_agrees(laplace(image, **case), ndimage.laplace(image, **case), oracle="scipy.ndimage.laplace",
                  function=laplace, within=0)


@given(image=cases.pictures("BH"))
def test_match_opencv_on_whole_numbers(cv2, image):
    if min(image.shape) > 1:                                        # of a single row OpenCV has no mirror
        for axis in (0, 1):
            assert_agrees(sobel(image, axis, "mirror"), cv2.Sobel(image, cv2.CV_64F, axis, 1 - axis),
                          oracle="cv2.Sobel", function=sobel, within=0)
        assert_agrees(laplace(image, "mirror"), cv2.Laplacian(image, cv2.CV_64F), oracle="cv2.Laplacian",
                      function=laplace, within=0)


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
    (sobel, np.zeros((2, 3)), {"axis": 2}, ValueError, "image must be .* axis 2"),
    (sobel, np.zeros((2, 3), complex), {}, TypeError, "image must be bool, integer or float, got complex128"),
    (laplace, np.zeros((2, 3, 3)), {}, ValueError, r"image must be .* \(2, 3, 3\) .*"),
    (laplace, np.zeros((2, 3)), {"mode": "same"}, ValueError, "mode must be .* got 'same'"),
])
def test_bad_input_is_named(function, image, arguments, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(image, **arguments)
