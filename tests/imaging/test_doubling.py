from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.dilation import disk
from refimpl.imaging.doubling import extremes_under, extremes_under_definition, runs
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["runs"])
@given(case=cases.runs())
def test_keeps(law, case):
    assert_keeps(law, runs, case)


@pytest.mark.parametrize("extreme, oracle", [(np.minimum, ndimage.minimum_filter), (np.maximum, ndimage.maximum_filter)])
def test_every_rectangle_up_to_nine_by_nine(extreme, oracle):
    """Every length, so every way to cover one by two powers of two, along both axes."""
    image = np.random.default_rng(0).integers(0, 256, (9, 11), dtype=np.uint8)
    for h, w in np.ndindex(9, 9):
        size = h + 1, w + 1
        whole = oracle(image, size=size, origin=[-(n // 2) for n in size])           # windows begin at the pixel
        expected = whole[:9 - h, :11 - w]
        assert_agrees(extremes_under(image, np.ones(size), extreme), expected,
                      oracle=f"scipy.ndimage.{oracle.__name__}", function=extremes_under)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 31, 32])
def test_comparisons_grow_with_the_logarithm(n):
    """An n × n square takes 2·⌊log₂ n⌋ + 3 calls, not n²."""
    calls = []
    def minimum(*arguments, **named):
        calls.append(1)
        return np.minimum(*arguments, **named)
    extremes_under(np.zeros((40, 50)), np.ones((n, n)), minimum)
    assert len(calls) == 2 * (n.bit_length() - 1) + 3


@pytest.mark.parametrize("r", [1, 2, 3, 5, 8, 10, 15, 20, 31, 50])
def test_comparisons_of_a_disk_grow_with_its_radius(r):
    """About 3½·r + 7 calls, not π·r²."""
    calls = []
    def minimum(*arguments, **named):
        calls.append(1)
        return np.minimum(*arguments, **named)
    extremes_under(np.zeros((2 * r + 4, 2 * r + 5)), disk(r), minimum)
    assert abs(len(calls) - (3.5 * r + 7)) <= 2


def test_the_image_is_not_changed_by_a_single_pixel():
    image = np.arange(12).reshape(3, 4)
    out = extremes_under(image, np.ones((1, 1)), np.minimum)
    out[:] = -1
    assert image.min() == 0


def test_runs_worked_example():
    assert runs(np.array([0, 0, 5, 5, 0, 7])) == [(2, 4), (5, 6)]
    assert runs(np.zeros(3)) == runs(np.array([])) == []


def test_lists_are_images_too():
    assert extremes_under([[3, 1, 4], [1, 5, 9]], [[1], [1]], np.maximum).tolist() == [[3, 5, 9]]
    assert extremes_under_definition([[3, 1, 4], [1, 5, 9]], [[1], [1]], np.maximum).tolist() == [[3, 5, 9]]
    assert runs([0, 2]) == [(1, 2)]


def test_objects_keep_their_type():
    halves = np.array([[Fraction(1, 2), Fraction(1, 3), Fraction(3, 4)]])
    for function in (extremes_under, extremes_under_definition):
        assert function(halves, np.ones((1, 2)), np.minimum).tolist() == [[Fraction(1, 3), Fraction(1, 3)]]


@pytest.mark.parametrize("function", [extremes_under, extremes_under_definition])
@pytest.mark.parametrize("image, footprint, extreme, error, says", [
    (np.zeros(3), np.ones((1, 1)), np.minimum, ValueError, r"image must be \(H, W\), got shape \(3,\)"),
    (np.zeros((3, 4)), np.ones(2), np.minimum, ValueError, r"footprint must be \(h, w\), got shape \(2,\)"),
    (np.zeros((3, 4)), np.zeros((2, 2)), np.minimum, ValueError, r"footprint must not be all 0, .* got shape \(2, 2\)"),
    (np.zeros((3, 4)), np.ones((4, 1)), np.minimum, ValueError, r"footprint must .* larger than the image \(3, 4\), got shape \(4, 1\)"),
    (np.zeros((3, 4)), np.ones((1, 1)), "minimum", TypeError, "extreme must be np.minimum or np.maximum, got 'minimum'"),
    (np.zeros((3, 4)), np.ones((1, 1)), float, TypeError, "extreme must be .*, got <class 'float'>"),
])
def test_bad_input_is_named(function, image, footprint, extreme, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(image, footprint, extreme)


def test_a_row_has_one_axis():
    with pytest.raises(ValueError, match=r"^row must be \(w,\), got shape \(1, 3\)$"):
        runs(np.ones((1, 3)))
