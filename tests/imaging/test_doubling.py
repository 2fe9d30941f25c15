import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.doubling import extremes_under, extremes_under_definition, runs
from tests.agreement import assert_agrees, assert_keeps


@given(case=cases.extremes_under(longest=9))
def test_vectorised_equals_definition(case):
    assert_agrees(extremes_under(**case), extremes_under_definition(**case), oracle="definition",
                  function=extremes_under)


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


def test_the_image_is_not_changed_by_a_single_pixel():
    image = np.arange(12).reshape(3, 4)
    out = extremes_under(image, np.ones((1, 1)), np.minimum)
    out[:] = -1
    assert image.min() == 0


def test_runs_worked_example():
    assert runs(np.array([0, 0, 5, 5, 0, 7])) == [(2, 4), (5, 6)]
    assert runs(np.zeros(3)) == runs(np.array([])) == []
