import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.canny_interpolated import canny_interpolated, thin_along_gradient
from refimpl.peers.features import canny_interpolated_in_skimage
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [canny_interpolated, thin_along_gradient]


@pytest.mark.parametrize("sigma", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("low, high", [(0, 0), (0, 1), (50, 100), (100, 100)])
def test_matches_scikit_image_on_photographs(skimage_feature, sigma, low, high):
    for photo in (camera(), clock()):
        assert_agrees(canny_interpolated(photo, sigma, low, high), canny_interpolated_in_skimage(photo, sigma, low, high),
                      oracle="skimage.feature.canny", function=canny_interpolated)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A step of 100 in a wide image, not blurred: 400 on both pixels beside it, and both stay; the border is left out."""
    step = np.array([[0, 0, 0, 100, 100, 100]] * 4, np.uint8)
    edges = canny_interpolated(step, 0.0, 399, 399)
    assert edges.tolist() == [[False] * 6, [False, False, True, True, False, False],
                              [False, False, True, True, False, False], [False] * 6]
    assert not canny_interpolated(step, 0.0, 401, 401).any()


@pytest.mark.parametrize("gy, gx, straight, aslant, w", [
    (1, 2, (0, 1), (1, 1), 0.5), (2, 1, (1, 0), (1, 1), 0.5), (-1, 4, (0, 1), (-1, 1), 0.25), (-4, -1, (-1, 0), (-1, -1), 0.25),
    (0, -3, (0, -1), (1, -1), 0), (3, 0, (1, 0), (1, 1), 0), (2, -2, (1, 0), (1, -1), 1)])
def test_interpolates_on_the_ring(gy, gx, straight, aslant, w):
    """(1 − w)·straight + w·aslant, 8 and 16 there, is compared with the middle; behind there is nothing."""
    m = np.zeros((3, 3))
    m[1 + straight[0], 1 + straight[1]], m[1 + aslant[0], 1 + aslant[1]] = 8, 16
    value = (1 - w) * 8 + w * 16
    for middle, kept in ((value, True), (value - 0.01, False)):
        m[1, 1] = middle
        for sign in (1, -1):
            assert thin_along_gradient(m, np.full((3, 3), sign * gy), np.full((3, 3), sign * gx))[1, 1] == kept
    m[1, 1] = value
    assert not thin_along_gradient(m, np.full((3, 3), gy), np.full((3, 3), gx), least=value + 0.01).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (7, 2), (3, 3)])
def test_small_and_constant_images_have_no_edges(shape):
    assert not canny_interpolated(np.full(shape, 99, np.uint8), 1.0, 0, 1e-9).any()
    assert not canny_interpolated(np.full(shape, 0.5), 0.0, 0, 0).any()


def test_bad_input():
    image = np.zeros((4, 5), np.uint8)
    for low, high, message in ((2, 1, "high must be a finite number at least 2, got 1"),
                               (-1, 1, "low must be a finite number at least 0, got -1")):
        with pytest.raises(ValueError, match=rf"^{message}$"):
            canny_interpolated(image, 1.0, low, high)
    with pytest.raises(TypeError, match=r"^image must be uint8 or uint16 or uint32 or bool or float16 .*, got int64$"):
        canny_interpolated(np.zeros((4, 5), np.int64), 1.0, 0, 1)
    with pytest.raises(ValueError, match=r"^sigma must be a finite number at least 0, got -1$"):
        canny_interpolated(image, -1, 0, 1)
    with pytest.raises(ValueError, match=r"^image must be \(H, W\)"):
        canny_interpolated(np.zeros((4, 5, 3)), 1.0, 0, 1)
    with pytest.raises(ValueError, match=r"^m, gy, gx must have the same shape, got "):
        thin_along_gradient(np.zeros((4, 5)), np.zeros((4, 5)), np.zeros((4, 1)))
    with pytest.raises(ValueError, match=r"^least must be a finite number at least 0, got nan$"):
        thin_along_gradient(*np.zeros((3, 4, 5)), np.nan)


@pytest.mark.parametrize("level", [1, 99, 128, 255])
@pytest.mark.parametrize("shape", [(3, 5), (9, 8), (40, 41)])
def test_rounding_is_no_edge(skimage_feature, shape, level):
    """A constant image, smoothed and given back what the border took, is constant but for the last digits."""
    image = np.full(shape, level, np.uint8)
    edges = canny_interpolated(image, 1.0, 0, 0)
    assert (edges == canny_interpolated_in_skimage(image, 1.0, 0, 0)).all()
    m = np.zeros((3, 3))
    for magnitude, kept in ((0.99e-14, False), (1.01e-14, True)):
        m[1, 1] = magnitude
        assert thin_along_gradient(m, np.zeros((3, 3)), np.ones((3, 3)))[1, 1] == kept


def test_narrow_thresholds_and_lists_mean_the_same():
    """A list of whole numbers up to 255 is an image of uint8."""
    edges = canny_interpolated(camera(), 1, 50, 100)
    assert edges.any()
    assert (canny_interpolated(camera().tolist(), np.uint8(1), np.uint8(50), np.float16(100)) == edges).all()
    assert not canny_interpolated(camera().astype(np.float32), 1, 0, 1e300).any()


@pytest.mark.filterwarnings("error")
def test_without_a_gradient_there_is_no_ridge():
    """0/0 has no direction; neither has ∞ at a neighbour that weighs 0."""
    m, zero, one = np.ones((3, 3)), np.zeros((3, 3)), np.ones((3, 3))
    assert not thin_along_gradient(m, zero, zero).any() and thin_along_gradient(m, zero, one)[1, 1]
    m[0, 2] = np.inf
    assert not thin_along_gradient(m, -1e-9 * one, one)[1, 1] and not thin_along_gradient(m, -one, one)[1, 1]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_within_reach_of_nan_there_is_no_edge(wrong):
    """A Gaussian of σ = 1 reaches 4 pixels, Sobel one more."""
    image = camera() / 255
    image[100, 100] = wrong
    edges = canny_interpolated(image, 1.0, 0, 0)
    assert not edges[95:106, 95:106].any() and edges[92:109, 92:109].any()


@pytest.mark.parametrize("magnitude, kept", [(9.9e-15, False), (9.99999995e-15, True), (1.01e-14, True)])
def test_the_least_magnitude_is_10_to_the_minus_14_in_32_bits(skimage_feature, magnitude, kept):
    """In 64 bits 10⁻¹⁴ is a little more than in 32."""
    step = np.zeros((9, 12))
    step[:, 6:] = magnitude / 4 * (1 + 1e-15)                       # G(1) + ε is a little more than 1
    edges = canny_interpolated(step, 0, 0, 0)
    assert_agrees(edges, canny_interpolated_in_skimage(step, 0, 0, 0), oracle="skimage.feature.canny",
                  function=canny_interpolated)
    assert edges.any() == kept
