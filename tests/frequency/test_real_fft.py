import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.real_fft import irfft, rfft
from tests.agreement import assert_keeps

FUNCTIONS = [rfft, irfft]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("n", range(1, 12))
def test_there_and_back(n):
    x = np.arange(n) ** 2
    assert np.allclose(irfft(rfft(x), n), x, atol=1e-13)


def test_complex_signals_are_refused():
    with pytest.raises(TypeError, match=r"^x must be real, got complex128$"):
        rfft(np.zeros(4, complex))


@pytest.mark.parametrize("m, n, meant", [(3, 7, 7), (3, 3, 3), (1, None, 0), (3, 0, 0), (1, -1, -1)])
def test_a_length_that_does_not_fit_is_refused(m, n, meant):
    with pytest.raises(ValueError, match=rf"^x must have n//2 \+ 1 values along axis -1, with n at least 1, got {m} values for n = {meant}$"):
        irfft(np.zeros(m), n)


def test_empty_lines_are_refused():
    with pytest.raises(ValueError, match=r"^x has no samples along axis -1"):
        rfft(np.zeros((2, 0)))
    with pytest.raises(ValueError, match=r"^x has no samples along axis -1"):
        irfft(np.zeros((2, 0)))
