import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.dft import complex_type, dft, idft, lines_first
from tests.agreement import assert_keeps

FUNCTIONS = [dft, idft, complex_type, lines_first]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """n = 4, w = −i: 1·1 + 2·(−i) + 3·(−1) + 4·i = −2 + 2i."""
    assert np.allclose(dft(np.array([1, 2, 3, 4])), [10, -2 + 2j, -2, -2 - 2j], atol=1e-15)


def test_a_wave_is_a_single_frequency():
    """cos(2π·3j/8): half at 3, half at −3, times n."""
    wave = np.cos(2 * np.pi * 3 * np.arange(8) / 8)
    assert np.allclose(dft(wave), [0, 0, 0, 4, 0, 4, 0, 0], atol=1e-14)


@pytest.mark.parametrize("transform", [dft, idft])
def test_bad_input_is_named(transform):
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        transform(np.array(["a"]))
    with pytest.raises(ValueError, match=r"^x has no samples along axis 1, expected at least one: shape \(3, 0\)$"):
        transform(np.zeros((3, 0)), 1)
    with pytest.raises(ValueError, match=r"^axis must be from -2 to 1, got 2$"):
        transform(np.zeros((3, 4)), 2)


def test_other_axes_may_be_empty():
    assert dft(np.zeros((0, 4))).shape == (0, 4)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("transform", [dft, idft])
def test_what_is_not_finite_spreads_over_its_line(transform, bad):
    x = np.ones((2, 6))
    x[1, 3] = bad
    assert np.isfinite(transform(x)[0]).all() and not np.isfinite(transform(x)[1]).any()


def test_objects_stay_and_native_arrays_are_not_copied():
    assert complex_type(np.dtype(object)).kind == "O"
    x = np.arange(6.0).reshape(2, 3)
    assert np.shares_memory(lines_first(x, 1), x) and not np.shares_memory(lines_first(x.astype(">f8"), 1), x)


def test_a_large_angle_has_lost_its_last_digits():
    n = 1000
    jk = np.outer(np.arange(n), np.arange(n))
    off = abs(np.exp(-2j * np.pi * jk / n) - np.exp(-2j * np.pi * (jk % n) / n)).max()
    assert 1e-13 < off < 1e-11
