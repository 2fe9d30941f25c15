import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [daubechies]


@pytest.mark.parametrize("n", range(1, 39))
def test_matches_pywavelets(pywt, n):
    """2.5 eps are 5.6e-16."""
    expected = np.array(pywt.Wavelet(f"db{n}").rec_lo)
    assert_agrees(daubechies(n), expected, oracle="pywt.Wavelet", function=daubechies, within=2.5)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """n = 1: Haar.  n = 2: Daubechies' closed form, (1 + √3, 3 + √3, 3 − √3, 1 − √3)/4√2."""
    root = np.sqrt(3)
    assert np.allclose(daubechies(1), [np.sqrt(0.5)] * 2, rtol=0, atol=1e-15)
    assert np.allclose(daubechies(2), np.array([1 + root, 3 + root, 3 - root, 1 - root]) / np.sqrt(32), rtol=0, atol=1e-15)


@pytest.mark.parametrize("n", [39, 50, 64, 81, 100])
def test_beyond_the_tables(n):
    h = daubechies(n)
    assert abs(h.sum() - np.sqrt(2)) < 2e-14
    assert max(abs(h[2 * k:] @ h[:2 * n - 2 * k] - (k == 0)) for k in range(n)) < 2e-14


def test_energy_comes_first():
    """Of all filters of that magnitude, the one whose partial energies are the largest; in reverse they are smaller."""
    h = daubechies(7)
    assert (np.cumsum(h**2) >= np.cumsum(h[::-1]**2) - 1e-15).all()


@pytest.mark.parametrize("n", [0, -1, 1.5, 501])
def test_other_numbers_are_refused(n):
    with pytest.raises(ValueError, match=rf"^n must be a whole number at least 1 and at most 500, got {n}$"):
        daubechies(n)
