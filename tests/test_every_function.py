"""What holds for every public function that has cases: it leaves its arguments alone, however they lie in memory."""
import numpy as np
import pytest
from hypothesis import given, settings

from refimpl.reader.checking import all_checkable, material

def functions_with_cases():
    """Yield (function, strategy) for every public function that returns the same twice."""
    for name, concept in all_checkable().items():
        _, function, strategy, _ = material(f"{concept.chapter}.{name}")
        yield pytest.param(function, strategy, id=f"{concept.chapter}.{name}")


def assert_same(actual, expected):
    """Fail unless both hold the same values; floats up to rounding, as sums may be taken in another order."""
    if isinstance(expected, (tuple, list)):
        assert len(actual) == len(expected)
        for pair in zip(actual, expected, strict=True):
            assert_same(*pair)
    elif np.asarray(expected).dtype.kind != "f":
        np.testing.assert_array_equal(actual, expected)
    else:
        expected = np.asarray(expected)
        largest = np.abs(expected[np.isfinite(expected)]).max(initial=1)
        np.testing.assert_allclose(actual, expected, rtol=0, atol=64 * np.finfo(expected.dtype).eps * largest)


def lay_out(case, change):
    """Return the case with every array passed through `change`."""
    return {key: change(value) if isinstance(value, np.ndarray) else value for key, value in case.items()}


def frozen(array):
    """Return a copy that cannot be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def strided(array):
    """Return the same array as every second value of a larger one, along all axes, the last one backwards."""
    larger = np.zeros([2 * n for n in array.shape], array.dtype)
    view = larger[tuple(slice(None, None, 2) for _ in array.shape)][..., ::-1]
    view[...] = array
    return view


@pytest.mark.parametrize("function, strategy", list(functions_with_cases()))
def test_arguments_are_left_alone_wherever_they_lie(function, strategy):
    @settings(max_examples=min(settings().max_examples, 50))
    @given(case=strategy())
    def holds(case):
        expected = function(**lay_out(case, np.copy))
        for change in (frozen, np.asfortranarray, strided):
            assert_same(function(**lay_out(case, change)), expected)
    holds()
