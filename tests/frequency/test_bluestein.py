import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.bluestein import bluestein_fft, good_length
from refimpl.frequency.roots_of_unity import roots_of_unity
from tests.agreement import assert_keeps

FUNCTIONS = [good_length]


@pytest.mark.parametrize("law", cases.LAWS["good_length"])
def test_keeps(law):
    @given(case=cases.good_length())
    def holds(case):
        assert_keeps(law, good_length, case)
    holds()


def test_good_length_is_the_smallest():
    """All candidates below a thousand, by trying."""
    good = sorted(odd * 2**k for odd in (1, 3, 5) for k in range(11))
    assert [good_length(n) for n in range(1, 1000)] == [next(g for g in good if g >= n) for n in range(1, 1000)]


@pytest.mark.parametrize("shape", [(3,), (0, 2), (2, 3, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"^x must be \(n, columns\)( with n at least 1)?, got shape "):
        bluestein_fft(np.zeros(shape))


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        bluestein_fft(np.array([["a"]]))


def test_large_lengths_are_whole_numbers():
    """2^100 + 1 is no float; the next is 5·2^98."""
    assert good_length(2**100 + 1) == 5 * 2**98


def test_the_longer_transform_has_less_than_eight_thirds_of_the_samples():
    assert all(good_length(2 * n - 1) < 8 / 3 * n for n in range(1, 5000))


def test_without_the_period_the_error_of_the_chirp_grows():
    """π·j²/n runs to π·n; its rounding is as large as 10¹⁰ of 2⁻⁵² there."""
    n = 100_003
    j = np.arange(n)
    c = roots_of_unity(j * j % (2 * n), 2 * n)
    assert abs(np.exp(-1j * np.pi * (j * j % (2 * n)) / n) - c).max() < 2e-15
    assert abs(np.exp(-1j * np.pi * (j * j) / n) - c).max() > 1e-11
