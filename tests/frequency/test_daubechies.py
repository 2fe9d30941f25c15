import math

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from refimpl.peers.frequency import daubechies_in_pywt
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [daubechies]


def test_matches_every_table_of_pywavelets(pywt):
    """2.5 eps are 5.6e-16."""
    for n in range(1, 39):
        assert_agrees(daubechies(n), daubechies_in_pywt(n), oracle="pywt.Wavelet", function=daubechies, within=2.5)


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


def by_roots(n):
    """Return the filter by factoring P, of the roots of z + 1/z = 2 − 4y those inside the circle."""
    y = np.roots([float(math.comb(n - 1 + k, k)) for k in range(n)][::-1])
    h = np.ones(1)
    for place in y:
        z = np.roots([1, 4 * place - 2, 1])
        h = np.convolve(h, [1, -z[np.argmin(abs(z))]])
    for _ in range(n):
        h = np.convolve(h, [1, 1])
    return h.real * np.sqrt(2) / h.real.sum()


def test_roots_lose_half_of_the_digits():
    assert abs(by_roots(4) - daubechies(4)).max() < 1e-14
    assert 1e-9 < abs(by_roots(38) - daubechies(38)).max() < 1e-5


@pytest.mark.parametrize("n", [20, 38, 100, 500])
def test_what_is_left_of_the_logarithm_is_less_than_a_quarter(n):
    y = np.linspace(0, 1, 999)
    P = sum(float(math.comb(n - 1 + k, k)) * y**k for k in range(n))
    assert abs(np.log(P / (1 + 3 * y)**n)).max() < np.log(P).max() / 4


def test_the_largest_power_of_four():
    """4^511 is a float, 4^512 is not."""
    assert np.isfinite(4.0**511)
    with pytest.raises(OverflowError):
        assert 4.0**512
