import tracemalloc
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.dilation import (
    dilation,
    dilation_definition,
    disk,
    erosion,
    erosion_definition,
    lowest_and_highest,
    rectangle,
)
from refimpl.peers.filters import dilation_in_scipy, erosion_in_scipy
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [dilation, erosion, disk, rectangle, lowest_and_highest]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("radius", range(17))
def test_disks_match_scipy(radius):
    image = np.random.default_rng(radius).integers(0, 256, (23, 31), dtype=np.uint8)
    for function, oracle in ((dilation, dilation_in_scipy), (erosion, erosion_in_scipy)):
        assert_agrees(function(image, disk(radius)), oracle(image, disk(radius)),
                      oracle=f"scipy.ndimage.grey_{function.__name__}", function=function)


def test_footprints_are_bool():
    assert disk(2).dtype == rectangle(2, 3).dtype == bool


def test_strips_meet_without_a_seam():
    """An image of several strips, and a footprint taller than one."""
    image = np.random.default_rng(0).random((90, 9000))
    for footprint in (disk(2), rectangle(41, 1), rectangle(2, 3)):
        assert_agrees(erosion(image, footprint), erosion_in_scipy(image, footprint),
                      oracle="scipy.ndimage.grey_erosion", function=erosion, within=0)


def test_worked_example():
    """B = {0, 1}: erosion looks at the pixel and the next, dilation at the pixel and the one before."""
    image, footprint = np.array([[3, 1, 4, 1, 5]]), np.array([[0, 1, 1]])
    assert erosion(image, footprint).tolist() == [[1, 1, 1, 1, 5]]
    assert dilation(image, footprint).tolist() == [[3, 3, 4, 4, 5]]


def test_an_even_footprint_has_its_centre_right_of_the_middle():
    """(h // 2, w // 2): of two entries the second, so the steps are −1 and 0; dilation turns them into 0 and 1."""
    dot = np.array([[0, 0, 9, 0, 0]])
    assert dilation(dot, rectangle(1, 2)).tolist() == [[0, 9, 9, 0, 0]]
    assert erosion(9 - dot, rectangle(1, 2)).tolist() == [[9, 9, 0, 0, 9]]


def test_what_no_footprint_meets():
    """B = {−1} at the first pixel: the −∞ of max, the +∞ of min."""
    step = np.array([[1, 0, 0]])
    for dtype, low, high in ((np.uint8, 0, 255), (np.int16, -2**15, 2**15 - 1), (float, -np.inf, np.inf), (bool, 0, 1)):
        image = np.array([[1, 0]], dtype)
        assert erosion(image, step).tolist() == [[high, 1]]
        assert dilation(image, step).tolist() == [[0, low]]


def test_nan_spreads():
    image = np.array([[1.0, np.nan, 3.0, 4.0, 2.0]])
    for function in (dilation, erosion):
        out = function(image, rectangle(1, 3))[0]
        assert np.isnan(out[:3]).all()
        assert not np.isnan(out[3:]).any()


def test_the_definition_lets_nan_spread_too():
    image = np.array([[1.0, np.nan, 3.0, 4.0, 2.0]])
    for function, definition in ((dilation, dilation_definition), (erosion, erosion_definition)):
        np.testing.assert_array_equal(definition(image, rectangle(1, 3)), function(image, rectangle(1, 3)))


def test_two_shifts_are_not_one():
    """Looks true, is not: dilating by A and then by B is dilating by A ⊕ B.  What has left the image does not return."""
    image = np.array([[7, 0, 0]], np.uint8)
    left, right = np.array([[1, 0, 0]]), np.array([[0, 0, 1]])
    assert dilation(dilation(image, left), right).tolist() == [[0, 0, 0]]
    assert dilation(image, np.array([[0, 1, 0]])).tolist() == [[7, 0, 0]]              # A ⊕ B = {0}


def test_an_empty_image_stays_empty():
    for shape, function in product(((0, 5), (5, 0), (3, 0)), (dilation, erosion, dilation_definition, erosion_definition)):
        for footprint in (disk(1), rectangle(3, 3), rectangle(1, 1)):
            assert function(np.zeros(shape, np.uint8), footprint).shape == shape


def test_lists_and_narrow_numbers_are_taken():
    for function in (dilation, dilation_definition):
        assert function([[1, 2], [3, 4]], [[1, 1, 1]]).tolist() == [[2, 2], [4, 4]]
    for function in (erosion, erosion_definition):
        assert function([[1, 2], [3, 4]], [[1, 1, 1]]).tolist() == [[1, 1], [3, 3]]
    np.testing.assert_array_equal(disk(np.uint8(16)), disk(16))
    assert rectangle(np.uint8(16), np.int8(17)).sum() == 16 * 17


def test_a_footprint_far_beyond_the_image_costs_what_meets_it():
    """Of 10⁸ entries those within an image's length of the centre count: in memory, less than a copy of the footprint."""
    image = np.random.default_rng(0).integers(0, 256, (7, 11), dtype=np.uint8)
    huge = np.broadcast_to(True, (9999, 10001))
    tracemalloc.start()
    try:
        assert (dilation(image, huge) == image.max()).all()
        assert (erosion(image, huge) == image.min()).all()
        assert tracemalloc.get_traced_memory()[1] < 2 * huge.size
    finally:
        tracemalloc.stop()
    corner = np.zeros((99, 101), bool)
    corner[0, 0] = True                                                 # its one step leads out of the image
    assert not dilation(image, corner).any() and (erosion(image, corner) == 255).all()


def test_only_odd_sides_have_their_anchor_where_opencv_puts_it(cv2):
    dot = np.zeros((5, 7), np.uint8)
    dot[2, 3] = 9
    for h, w in product(range(1, 5), range(1, 5)):
        anchored = cv2.dilate(dot, np.ones((h, w), np.uint8), anchor=(w - 1 - w // 2, h - 1 - h // 2))
        np.testing.assert_array_equal(dilation(dot, rectangle(h, w)), anchored)
        by_default = cv2.dilate(dot, np.ones((h, w), np.uint8))
        assert np.array_equal(anchored, by_default) == (h % 2 == w % 2 == 1)


@pytest.mark.parametrize("function", [dilation, erosion])
@pytest.mark.parametrize("image, footprint, error, says", [
    (np.zeros((3, 4), complex), np.ones((1, 2)), TypeError, "image must be real, got complex128"),
    (np.full((3, 4), Fraction(1, 2)), np.ones((1, 2)), TypeError, "image must have a dtype that is bool, integer or float, got object"),
    (np.zeros((3, 4, 3)), np.ones((1, 2)), ValueError, r"image must be \(H, W\), got shape \(3, 4, 3\)"),
    (np.zeros((3, 4)), np.ones(2), ValueError, r"footprint must be \(h, w\), got shape \(2,\)"),
    (np.zeros((3, 4)), np.zeros((2, 2)), ValueError, r"footprint must have an entry that is not 0, got shape \(2, 2\)"),
    (np.zeros((3, 4)), np.ones((0, 2)), ValueError, r"footprint must have an entry that is not 0, got shape \(0, 2\)"),
])
def test_bad_input_is_named(function, image, footprint, error, says):
    for one in (function, {dilation: dilation_definition, erosion: erosion_definition}[function]):
        with pytest.raises(error, match=f"^{says}$"):
            one(image, footprint)


@pytest.mark.parametrize("function, arguments, says", [
    (disk, (-1,), "radius must be a whole number at least 0, got -1"),
    (disk, (1.5,), "radius must be a whole number at least 0, got 1.5"),
    (disk, (10**6,), "radius=1000000 would need more than 268435456 elements"),
    (rectangle, (0, 3), "height must be a whole number at least 1, got 0"),
    (rectangle, (3, 0), "width must be a whole number at least 1, got 0"),
    (rectangle, (10**5, 10**5), "height=100000, width=100000 would need more than 268435456 elements"),
])
def test_a_footprint_of_no_size_is_refused(function, arguments, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        function(*arguments)


@pytest.mark.parametrize("dtype", [None, np.uint8, "uint8", np.dtype(complex), np.dtype(object), np.dtype("M8[s]")])
def test_what_is_no_dtype_of_levels_is_refused(dtype):
    with pytest.raises(TypeError, match=r"^image must have a dtype that is bool, integer or float, got "):
        lowest_and_highest(dtype)


def is_adjoint_in_scipy(footprint, rng):
    """Tell whether scipy's defaults keep δ(f) ≤ g ⇔ f ≤ ε(g), for many random f and g."""
    for _ in range(300):
        f, g = rng.integers(0, 4, (2, 3, 4), dtype=np.uint8)
        g = np.where(rng.random(g.shape) < 0.5, ndimage.grey_dilation(f, footprint=footprint), g)
        below = (ndimage.grey_dilation(f, footprint=footprint) <= g).all()
        if below != (f <= ndimage.grey_erosion(g, footprint=footprint)).all():
            return False
    return True


def test_reflection_can_break_the_adjunction():
    """Not where B is its own mirror image along both axes; to be the same when turned by 180° is not enough."""
    rng = np.random.default_rng(0)
    for mirrored in (disk(1), disk(2), rectangle(3, 5)):
        assert is_adjoint_in_scipy(mirrored, rng)
    for other in (np.eye(3), np.array([[0, 0, 1]]), np.array([[1, 0], [0, 1]])):
        assert not is_adjoint_in_scipy(other, rng)
