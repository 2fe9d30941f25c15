import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.reduce_expand import pyr_down, pyr_down_definition, pyr_up, pyr_up_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [pyr_down, pyr_up]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_brightest_image_does_not_overflow(cv2, dtype):
    image = np.full((7, 6), np.iinfo(dtype).max, dtype)
    assert (pyr_down(image) == image[0, 0]).all()
    assert (pyr_up(image) == image[0, 0]).all()


def test_several_bands_meet_without_a_seam(cv2):
    image = np.random.default_rng(0).integers(0, 256, (301, 1999), dtype=np.uint8)
    assert_agrees(pyr_down(image), cv2.pyrDown(image), oracle="cv2.pyrDown", function=pyr_down)
    assert_agrees(pyr_up(image), cv2.pyrUp(image), oracle="cv2.pyrUp", function=pyr_up)


def test_worked_example():
    row = np.array([[0, 32, 0, 64, 0]], np.uint8)
    assert pyr_down(row).tolist() == [[(4 * 32 + 4 * 32) // 16, (4 * 32 + 4 * 64) // 16, (4 * 64 + 4 * 64) // 16]]
    up = pyr_up(np.array([[8, 24, 40]], np.uint8))                  # mirrored on the left, repeated on the right
    evens, odds = [(24 + 6 * 8 + 24) // 8, (8 + 6 * 24 + 40) // 8, (24 + 6 * 40 + 40) // 8], [16, 32, 40]
    assert up.tolist() == [[evens[0], odds[0], evens[1], odds[1], evens[2], odds[2]]] * 2


def test_nearest_of_two_hundred_and_fifty_six():
    """127 = 36·3 + 16 + 1 + 1 + 1 of 256 is nearer to 0, and 128, a half, goes up."""
    image = np.zeros((5, 5), np.uint8)
    image[2, 2], image[1, 1], image[0, 0], image[0, 4], image[4, 0] = 3, 1, 1, 1, 1
    for function in (pyr_down, pyr_down_definition):
        assert function(image)[1, 1] == 0
        assert function(image.astype(float))[1, 1] == 127 / 256
    image[4, 4] = 1
    for function in (pyr_down, pyr_down_definition):
        assert function(image)[1, 1] == 1
    for function in (pyr_up, pyr_up_definition):
        assert function(np.array([[0.0, 1.0]]), (1, 3)).tolist() == [[2 / 8, 4 / 8, 7 / 8]]


def test_halves_go_up():
    """Half a level left over."""
    assert pyr_down(np.array([[0, 1, 0]], np.uint8)).tolist() == [[1, 1]]              # 8/16
    assert pyr_up(np.array([[0, 1]], np.uint8), (1, 3)).tolist() == [[0, 1, 1]]        # 2/8, 4/8, (0 + 6 + 1)/8


def test_up_does_not_undo_down():
    """Looks true, is not, in either order."""
    image = np.array([[0, 0, 255, 0, 0]], np.uint8)
    assert pyr_up(pyr_down(image), (1, 5)).tolist() != image.tolist()
    assert pyr_down(pyr_up(image)).tolist() != image.tolist()


def test_stripes_without_a_blur_turn_into_stripes_that_were_not_there():
    """Period 3 seen at every second pixel has period 3 still: twice as wide as before."""
    stripes = np.tile(np.array([255, 0, 0], np.uint8), 20)[None]
    assert np.ptp(stripes[:, ::2]) == 255
    assert np.ptp(pyr_down(stripes)[:, 2:-2]) < 20


@pytest.mark.parametrize("function, arguments, error, says", [
    (pyr_down, (np.zeros((2, 3), np.int16),), TypeError, "image must be uint8 or uint16 or float16 or float32 or float64 or .*, got int16"),
    (pyr_down, (np.zeros(3),), ValueError, r"image must be \(H, W\) or \(H, W, C\), got shape \(3,\)"),
    (pyr_down, (np.zeros((0, 3)),), ValueError, r"image must have at least one element, got shape \(0, 3\)"),
    (pyr_up, (np.zeros((2, 3), bool),), TypeError, "image must be uint8 or uint16 or float16 or float32 or float64 or .*, got bool"),
    (pyr_up, (np.zeros((2, 0)),), ValueError, r"image must have at least one element, got shape \(2, 0\)"),
    (pyr_up, (np.zeros((2, 3)), 4), ValueError, r"shape must be \(height, width\), whole numbers at least 1, got 4"),
    (pyr_up, (np.zeros((2, 3)), (4, 6, 3)), ValueError, r"shape must be \(height, width\), .* got \(4, 6, 3\)"),
    (pyr_up, (np.zeros((2, 3)), (5, 6)), ValueError, r"shape must be twice \(2, 3\) or one less .* got \(5, 6\)"),
    (pyr_up, (np.zeros((2, 3)), (4, 4)), ValueError, r"shape must be twice \(2, 3\) or one less .* got \(4, 4\)"),
])
def test_bad_input_is_named(function, arguments, error, says):
    for one in (function, {pyr_down: pyr_down_definition, pyr_up: pyr_up_definition}[function]):
        with pytest.raises(error, match=f"^{says}$"):
            one(*arguments)


@pytest.mark.parametrize("function", [pyr_down, pyr_down_definition, pyr_up, pyr_up_definition])
class TestWhatComesIn:
    def test_float16_is_finite_where_the_answer_is(self, function):
        """256 times 65504, the largest float16, is summed in float32."""
        out = function(np.full((4, 5), 65504, np.float16))
        assert out.dtype == np.float16 and (out == 65504).all()

    def test_float16_is_rounded_once(self, function):
        image = np.random.default_rng(0).normal(size=(5, 6)).astype(np.float16)
        np.testing.assert_array_equal(function(image), function(image.astype(np.float32)).astype(np.float16))

    def test_longdouble_keeps_its_precision(self, function):
        third = np.full((3, 4), 1, np.longdouble) / 3
        assert abs(function(third) - third[0, 0]).max() <= 4 * np.finfo(np.longdouble).eps

    def test_lists_and_other_byte_orders_are_taken(self, function):
        image = np.array([[0, 0, 16, 0, 0]], np.uint8)
        assert np.array_equal(function(image.tolist()), function(image)) and function(image.tolist()).dtype == np.uint8
        out = function(image.astype(">u2"))
        assert out.dtype == np.uint16 and out.dtype.isnative and np.array_equal(out, function(image))

    def test_infinity_and_nan_go_where_the_weights_do(self, function):
        """No warning: ∞ − ∞ is NaN, and sums past the largest float64 are infinite, as the lesson says."""
        image = np.zeros((9, 11))
        image[4, 4] = np.nan
        reached = np.argwhere(np.isnan(function(image))).tolist()
        span = range(1, 4) if function in (pyr_down, pyr_down_definition) else range(6, 11)
        assert reached == [[y, x] for y in span for x in span]
        image[4, 4], image[4, 6] = np.inf, -np.inf
        assert np.isnan(function(image)).any()
        assert np.isinf(function(np.full((3, 4), np.finfo(float).max))).all()

    def test_sums_become_infinite(self, cv2, function):
        """Down by 256, up by 64 in all, as in OpenCV; a single pixel down by 36, up by 36 in its middle."""
        down = function in (pyr_down, pyr_down_definition)
        largest, most = np.finfo(float).max, 256 if down else 64
        for times, expected in ((1 - 1e-9, False), (1 + 1e-9, True)):
            same = np.full((5, 5), largest / most * times)
            assert np.isinf(function(same)).any() == np.isinf((cv2.pyrDown if down else cv2.pyrUp)(same)).any() == expected
            alone = np.zeros((5, 5))
            alone[2, 2] = largest / 36 * times
            assert np.isinf(function(alone)).any() == expected
