import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.opening import black_tophat, closing, hit_or_miss, morphological_gradient, opening, white_tophat
from tests.agreement import assert_keeps

FUNCTIONS = [opening, closing, morphological_gradient, white_tophat, black_tophat, hit_or_miss]


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
