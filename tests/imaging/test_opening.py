import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.dilation import disk
from refimpl.imaging.opening import (black_tophat, closing, hit_or_miss, morphological_gradient, opening, white_tophat)
from tests.agreement import assert_agrees, assert_keeps
from tests.imaging.test_dilation import scipy_dilation, scipy_erosion

FUNCTIONS = [opening, closing, morphological_gradient, white_tophat, black_tophat, hit_or_miss]


@given(case=cases.opening(dtypes="?BHbifd"))
def test_opening_and_closing_match_scipy(case):
    footprint = case["footprint"]
    assert_agrees(opening(**case), scipy_dilation(scipy_erosion(**case), footprint),
                  oracle="scipy.ndimage erosion, dilation", function=opening, within=0)
    assert_agrees(closing(**case), scipy_erosion(scipy_dilation(**case), footprint),
                  oracle="scipy.ndimage erosion, dilation", function=closing, within=0)


@given(case=cases.morphological_gradient(dtypes="?BHifd"))
def test_differences_match_scipy(case):
    image, footprint = case.values()
    large, small = scipy_dilation(**case), scipy_erosion(**case)
    opened, closed = scipy_dilation(small, footprint), scipy_erosion(large, footprint)
    def minus(a, b):
        return a & ~b if a.dtype == bool else np.where(a > b, np.where(a > b, a, 0) - np.where(a > b, b, 0), 0).astype(a.dtype)
    for function, expected in ((morphological_gradient, minus(large, small)), (white_tophat, minus(image, opened)),
                               (black_tophat, minus(closed, image))):
        assert_agrees(function(**case), expected, oracle="scipy.ndimage erosion, dilation", function=function, within=0)


@given(case=cases.pictures("BHf"))
def test_matches_scipy_where_the_border_is_far(case):
    """With a frame as wide as the footprint reaches, the border does not matter, and scipy's own functions can be asked."""
    framed = np.pad(case, 6, mode="reflect" if min(case.shape) > 6 else "edge")
    inside = np.s_[6:-6, 6:-6]
    for function, theirs in ((opening, ndimage.grey_opening), (closing, ndimage.grey_closing),
                             (morphological_gradient, ndimage.morphological_gradient),
                             (white_tophat, ndimage.white_tophat), (black_tophat, ndimage.black_tophat)):
        assert_agrees(function(framed, disk(2))[inside], theirs(framed, footprint=disk(2))[inside],
                      oracle=f"scipy.ndimage.{theirs.__name__}", function=function, within=0)


@given(case=cases.opening(dtypes="BHf"))
def test_matches_opencv_for_symmetric_footprints(cv2, case):
    footprint = (case["footprint"] | case["footprint"][::-1, ::-1]).astype(np.uint8)
    footprint = np.pad(footprint, [(0, 1 - n % 2) for n in footprint.shape])
    footprint |= footprint[::-1, ::-1]
    for function, operation in ((opening, cv2.MORPH_OPEN), (closing, cv2.MORPH_CLOSE)):
        if footprint[tuple(np.array(footprint.shape) // 2)]:                         # else some pixels meet nothing
            assert_agrees(function(case["image"], footprint), cv2.morphologyEx(case["image"], operation, footprint),
                          oracle="cv2.morphologyEx", function=function, within=0)


@given(case=cases.hit_or_miss())
def test_hit_or_miss_matches_scipy(case):
    expected = ndimage.binary_hit_or_miss(case["image"], case["hit"], case["miss"])
    assert_agrees(hit_or_miss(**case), expected, oracle="scipy.ndimage.binary_hit_or_miss", function=hit_or_miss)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """B = three in a row: it does not fit into the 9, nor into the pair of 5; the 7s stay."""
    image, row = np.array([[0, 9, 0, 5, 5, 0, 7, 7, 7]]), np.ones((1, 3))
    assert opening(image, row).tolist() == [[0, 0, 0, 0, 0, 0, 7, 7, 7]]
    assert white_tophat(image, row).tolist() == [[0, 9, 0, 5, 5, 0, 0, 0, 0]]
    assert closing(image, row).tolist() == [[9, 9, 5, 5, 5, 5, 7, 7, 7]]
    assert black_tophat(image, row).tolist() == [[9, 0, 5, 0, 0, 5, 0, 0, 0]]
    assert morphological_gradient(image, row).tolist() == [[9, 9, 9, 5, 5, 7, 7, 0, 0]]


def test_hit_or_miss_finds_corners():
    image = np.zeros((5, 6), bool)
    image[1:4, 2:5] = True
    hit, miss = np.array([[0, 0, 0], [0, 1, 1], [0, 1, 0]]), np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    assert np.argwhere(hit_or_miss(image, hit, miss)).tolist() == [[1, 2]]             # the upper left one


def test_scipys_borders_break_the_algebra():
    """Looks true, is not, with reflection at the border: an opening is nowhere brighter than the image."""
    image, footprint = np.array([[2, 2, 0]], np.uint8), np.array([[1, 0, 1, 0]])
    assert ndimage.grey_opening(image, footprint=footprint).tolist() == [[2, 2, 2]]
    assert opening(image, footprint).tolist() == [[2, 2, 0]]
    full = np.ones((3, 4), bool)                                    # and with 0 there: a closing is nowhere darker
    assert not ndimage.binary_closing(full, np.ones((3, 3))).all()
    assert closing(full, np.ones((3, 3))).all()


def test_opencvs_opening_by_an_even_footprint_moves_the_image(cv2):
    image, square = np.zeros((5, 6), np.uint8), np.ones((2, 2), np.uint8)
    image[2:4, 2:4] = 9
    assert np.array_equal(opening(image, square), image)
    assert np.array_equal(cv2.morphologyEx(image, cv2.MORPH_OPEN, square), np.roll(image, (1, 1), (0, 1)))


def test_scipys_binary_opening_does_not_exceed_the_image():
    """Only its reflection does, and only of grey images: 0 beyond the border takes away."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        image, footprint = rng.random((6, 7)) < rng.random(), rng.random(rng.integers(1, 5, 2)) < 0.7
        footprint[0, 0] = True
        assert not (ndimage.binary_opening(image, footprint) & ~image).any()


def test_an_empty_image_stays_empty():
    for function in (opening, closing, morphological_gradient, white_tophat, black_tophat):
        for shape in ((3, 0), (0, 3)):
            assert function(np.zeros(shape, np.uint8), np.ones((3, 3))).shape == shape
    assert hit_or_miss(np.zeros((3, 0), bool), np.ones((1, 3)), np.zeros((1, 3))).shape == (3, 0)


def test_lists_are_images_too():
    row = [[1, 1, 1]]
    assert white_tophat([[0, 9, 0, 5]], row).tolist() == [[0, 9, 0, 5]]
    assert black_tophat([[9, 0, 9, 5]], row).tolist() == [[0, 9, 0, 4]]
    assert hit_or_miss([[True, True, False]], [[0, 1, 0]], [[0, 0, 1]]).tolist() == [[False, True, False]]
    assert hit_or_miss([[1, 1, 0]], [[0, 1, 0]], [[0, 0, 1]]).tolist() == [[False, True, False]]
    with pytest.raises(TypeError, match=r"^image must be bool, got int64$"):
        hit_or_miss([[2, 1, 0]], [[0, 1, 0]], [[0, 0, 1]])


def test_a_float16_difference_that_does_not_fit_is_infinite():
    image = np.array([[-6e4, 6e4, 6e4]], np.float16)
    assert morphological_gradient(image, np.ones((1, 2))).tolist() == [[np.inf, np.inf, 0]]


def test_patterns_larger_than_the_image():
    """What must be there and lies beyond the border is not; what must not be there, is not."""
    image, far = np.ones((3, 4), bool), np.zeros((1, 31), bool)
    far[0, 0] = True
    assert not hit_or_miss(image, far, ~far & False).any()
    assert hit_or_miss(image, ~far & False, far).all()


def test_opencvs_opening_by_a_lopsided_footprint_is_none(cv2):
    """Its dilation does not turn the footprint, so the two shifts add up instead of cancelling."""
    image, shift = np.array([[0, 7, 0, 0, 0]], np.uint8), np.array([[1, 0, 0]], np.uint8)
    assert opening(image, shift).tolist() == [[0, 7, 0, 0, 0]]
    assert cv2.morphologyEx(image, cv2.MORPH_OPEN, shift).tolist() != [[0, 7, 0, 0, 0]]


def test_nothing_met_is_no_difference():
    """B = {−1} at the first pixel: the largest of nothing is below the smallest of nothing."""
    for dtype in (np.uint8, np.int16, float, bool):
        assert morphological_gradient(np.array([[1, 0, 1]], dtype), np.array([[1, 0, 0]])).tolist() == [[0, 0, 0]]


def test_nan_and_infinity():
    image = np.array([[np.nan, 0, 0, 0, np.inf, np.inf, np.inf]])
    out = morphological_gradient(image, np.ones((1, 3)))[0]
    np.testing.assert_array_equal(out, [np.nan, np.nan, 0, np.inf, np.inf, 0, 0])


def test_a_difference_that_does_not_fit_is_refused():
    far = np.array([[-100, 100]], np.int8)
    for function in (morphological_gradient, white_tophat, black_tophat):
        with pytest.raises(ValueError, match=r"^image has levels too far apart .* fit into int8: convert it$"):
            function(far if function is not black_tophat else far[:, ::-1], np.ones((1, 2)) if function is morphological_gradient
                     else np.ones((1, 9)))


@pytest.mark.parametrize("image, hit, miss, error, says", [
    (np.zeros((3, 4)), np.ones((1, 2)), np.ones((1, 2)), TypeError, "image must be bool, got float64"),
    (np.zeros((3, 4), bool), np.ones((1, 2)), np.ones((2, 1)), ValueError,
     r"hit and miss must have the same shape, not empty, got \(1, 2\) and \(2, 1\)"),
    (np.zeros((3, 4), bool), np.ones((0, 2)), np.ones((0, 2)), ValueError, r"hit and miss must .* got \(0, 2\) and \(0, 2\)"),
    (np.zeros((3, 4, 3), bool), np.ones((1, 2)), np.ones((1, 2)), ValueError, r"image must be \(H, W\), got shape \(3, 4, 3\)"),
    (np.zeros((3, 4), bool), np.ones(2), np.ones((1, 2)), ValueError, r"hit must be \(h, w\), got shape \(2,\)"),
])
def test_bad_input_is_named(image, hit, miss, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        hit_or_miss(image, hit, miss)


def test_scipys_grey_closing_falls_below_the_image():
    image, footprint = np.array([[2, 1, 2, 0]], np.uint8), np.array([[1, 0]])
    assert ndimage.grey_closing(image, footprint=footprint).tolist() == [[1, 1, 2, 0]]
    assert (closing(image, footprint) >= image).all()


def test_the_gradient_of_a_lopsided_footprint():
    """Looks true, is not: it is the largest less the smallest under the footprint.  Dilation turns it, here B = {0, 1}."""
    image, footprint = np.array([[0, 0, 5, 5, 0]]), np.array([[0, 1, 1]])
    assert morphological_gradient(image, footprint).tolist() == [[0 - 0, 0 - 0, 5 - 5, 5 - 0, 5 - 0]]
