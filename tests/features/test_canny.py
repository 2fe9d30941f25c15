import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.canny import canny, thin_by_direction
from refimpl.features.canny_interpolated import canny_interpolated
from refimpl.imaging import gaussian
from refimpl.peers.features import canny_in_cv2
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [canny, thin_by_direction]


@pytest.mark.parametrize("norm", ["l1", "l2"])
@pytest.mark.parametrize("low, high", [(0, 0), (0, 1), (49.5, 99.5), (100, 200), (300, 300), (700, 2000)])
def test_matches_opencv_on_photographs(cv2, norm, low, high):
    for photo in (camera(), clock(), gaussian(camera(), 2.0).round().astype(np.uint8)):
        assert_agrees(canny(photo, low, high, norm), canny_in_cv2(photo, low, high, norm), oracle="cv2.Canny",
                      function=canny)


def test_every_direction_matches_opencv(cv2):
    """Discs and stars: edges of all directions, at which whole numbers must fall on the right side of 22½°."""
    y, x = np.indices((201, 199)) - 100
    for image in (127 + 127 * np.cos(np.hypot(y, x) / 4), 127 + 127 * np.cos(12 * np.arctan2(y, x))):
        for norm in ("l1", "l2"):
            image = image.round().astype(np.uint8)
            assert_agrees(canny(image, 5, 60, norm), canny_in_cv2(image, 5, 60, norm), oracle="cv2.Canny",
                          function=canny)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A step of 100: Sobel is (1 + 2 + 1)·100 on both pixels beside it; of two equal ones the left stays, the right goes."""
    step = np.array([[0, 0, 100, 100, 100]] * 4, np.uint8)
    edges = canny(step, 399, 399.9)
    assert (edges == [False, True, False, False, False]).all()
    assert not canny(step, 400, 400).any()                         # more than the threshold, not as much


def test_worked_example_of_thinning():
    """Gradient to the right: left neighbour smaller, right one not larger; aslant both must be smaller."""
    m = np.array([[5.0, 5, 1], [1, 5, 5], [1, 1, 5]])
    one = np.ones((3, 3))
    assert thin_by_direction(m, 0 * one, one)[1].tolist() == [False, True, False]
    assert thin_by_direction(m, one, 0 * one)[:, 1].tolist() == [True, False, False]
    assert thin_by_direction(m, one, -one)[1, 1] and not thin_by_direction(m, one, one)[1, 1]


@pytest.mark.parametrize("degrees, neighbour", [(22, (0, 1)), (23, (1, 1)), (67, (1, 1)), (68, (1, 0)), (112, (1, 0)),
                                                (113, (1, -1)), (157, (1, -1)), (158, (0, -1)), (-23, (-1, 1))])
def test_directions_change_at_odd_multiples_of_22_and_a_half_degrees(degrees, neighbour):
    """The middle is a ridge unless the pixel that the gradient points to is larger."""
    m, one = np.ones((3, 3)), np.ones((3, 3))
    m[1, 1], m[1 + neighbour[0], 1 + neighbour[1]] = 2, 3
    gy, gx = np.sin(np.radians(degrees)) * one, np.cos(np.radians(degrees)) * one
    assert not thin_by_direction(m, gy, gx)[1, 1]
    m[1 + neighbour[0], 1 + neighbour[1]] = 1
    assert thin_by_direction(m, gy, gx)[1, 1]


def test_the_two_forms_differ_and_how():
    """On a photograph: about the same edges, most of those of one within a pixel of the other's, few the same."""
    photo = camera() / 255
    rounded = canny(gaussian(photo, 1.0), 0.3, 0.6, "l2")
    interpolated = canny_interpolated(photo, 1.0, 0.3, 0.6)
    assert (rounded != interpolated).sum() > 100
    near = np.lib.stride_tricks.sliding_window_view(np.pad(rounded, 1), (3, 3)).any((2, 3))
    assert near[interpolated].mean() > 0.95


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (7, 1), (2, 3)])
def test_tiny_and_constant_images_have_no_edges(shape):
    assert not canny(np.full(shape, 99, np.uint8), 0, 0).any()


def test_nan_is_no_edge():
    image = np.zeros((7, 8))
    image[3, 4] = np.nan
    assert not canny(image, 0, 0).any()


def test_bad_input():
    image = np.zeros((4, 5), np.uint8)
    with pytest.raises(ValueError, match=r"^norm must be one of l1, l2, got 'L2'$"):
        canny(image, 1, 2, "L2")
    for low, high, message in ((2, 1, "high must be a finite number at least 2, got 1"),
                               (-1, 1, "low must be a finite number at least 0, got -1"),
                               (np.nan, 1, "low must be a finite number at least 0, got nan"),
                               (1, np.inf, "high must be a finite number at least 1, got inf")):
        with pytest.raises(ValueError, match=rf"^{message}$"):
            canny(image, low, high)
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(4, 5, 3\)$"):
        canny(np.zeros((4, 5, 3)), 1, 2)
    with pytest.raises(ValueError, match=r"^image must have at least one pixel|^image must have at least one element"):
        canny(np.zeros((4, 0)), 1, 2)
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        canny(np.zeros((4, 5), complex), 1, 2)
    with pytest.raises(ValueError, match=r"^m, gy, gx must have the same shape, got "):
        thin_by_direction(np.zeros((4, 5)), np.zeros((4, 5)), np.zeros((1, 5)))
    with pytest.raises(ValueError, match=r"^m must be \(H, W\), got shape \(4, 5, 3\)$"):
        thin_by_direction(*np.zeros((3, 4, 5, 3)))


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_narrow_thresholds_are_numbers(norm):
    """200² is 40,000, which uint8 does not hold."""
    edges = canny(camera(), 100, 200, norm)
    for dtype in (np.uint8, np.float16, np.float64):
        assert (canny(camera(), dtype(100), dtype(200), norm) == edges).all()
    assert (canny(camera().tolist(), 100, 200, norm) == edges).all()
    assert not canny(camera(), 100, 10**300, norm).any() and not canny(camera().astype(np.float32), 1, 1e300, norm).any()


def test_float16_squares_do_not_overflow():
    """A step of 1000: 4000² is beyond 65504."""
    step = np.repeat([[0, 0, 1000, 1000, 1000]], 4, axis=0)
    assert (canny(step.astype(np.float16), 3000, 3999, "l2") == canny(step, 3000, 3999, "l2")).all()
    assert canny(step.astype(np.float16), 3000, 3999, "l2").any()


def test_narrow_gradients_are_numbers():
    """|−128| is 128, and 45° is aslant."""
    m = np.array([[5, 1, 1], [1, 3, 1], [1, 1, 1]], np.uint8)
    for g in (-128, 127):
        slope = np.full((3, 3), g, np.int8)
        assert not thin_by_direction(m, slope, slope)[1, 1]


def test_of_equal_maxima_the_left_or_upper_one_and_aslant_neither(cv2):
    """Steps 0 100 on x, on y, and 0 100 200 on x + y, where m is 200 300 200 along the diagonal 7 8 9: 7 and 9 are equal."""
    y, x = np.indices((18, 17))
    for image, line in ((100 * (x > 8), x == 8), (100 * (y > 8), y == 8), (100 * (x + y - 15).clip(0, 2), x + y == 16)):
        image = image.astype(np.uint8)
        edges = canny(image, 50, 60)
        assert_agrees(edges, canny_in_cv2(image, 50, 60), oracle="cv2.Canny", function=canny)
        assert (edges == line)[2:-2, 2:-2].all()


def test_here_and_there_four_edge_pixels_make_a_square():
    edges = canny(camera(), 100, 200)
    square = edges[:-1, :-1] & edges[1:, :-1] & edges[:-1, 1:] & edges[1:, 1:]
    assert 0 < square.sum() < 0.01 * edges.sum()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_next_to_nan_there_is_no_edge(wrong):
    """Where the Sobel filters see it, and nowhere else: two pixels away edges may be."""
    image = camera().astype(float)
    image[100, 100] = wrong
    edges = canny(image, 0, 0)
    assert not edges[99:102, 99:102].any() and edges[97:104, 97:104].any()


@pytest.mark.parametrize("dtype, fits", [(np.float32, 1e18), (np.float64, 1e153)])
def test_squares_that_overflow_pass_any_threshold(dtype, fits):
    """m is four times the step: below a threshold of five times the step, unless its square is infinite."""
    for step, passes in ((fits, False), (10 * fits, True)):
        image = np.repeat([[0, 0, step, step, step]], 4, axis=0).astype(dtype)
        assert canny(image, 5 * step, 5 * step, "l2").any() == passes and not canny(image, 5 * step, 5 * step).any()
