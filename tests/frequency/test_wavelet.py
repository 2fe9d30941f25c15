import warnings

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.inverse_wavelet import idwt
from refimpl.frequency.wavelet import dwt, dwt_definition, filter_bank, real_type
from tests.agreement import assert_keeps

FUNCTIONS = [filter_bank, dwt, real_type]


@given(case=cases.dwt())
def test_error_of_the_reconstruction(case):
    """At most 2e-15 of the largest coefficient."""
    x, axis = case["x"].astype(float), case.get("axis", -1)
    a, d = dwt(**{**case, "x": x})
    back = np.moveaxis(idwt(a, d, case["bank"], case.get("mode", "symmetric"), axis), axis, 0)[:x.shape[axis]]
    largest = max(np.abs(a).max(), np.abs(d).max(), np.abs(x).max())
    assert np.abs(back - np.moveaxis(x, axis, 0)).max() <= 2e-15 * largest


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Haar of 1, 3, 4, 4: sums 4, 8 and differences −2, 0, over √2."""
    a, d = dwt(np.array([1, 3, 4, 4]), filter_bank(np.full(2, np.sqrt(0.5))))
    assert np.allclose(a, np.array([4, 8]) / np.sqrt(2), atol=1e-15) and np.allclose(d, np.array([-2, 0]) / np.sqrt(2), atol=1e-15)


def test_blind_to_lines():
    """Two vanishing moments: a straight line has no details, but where the filters see beyond the ends."""
    _, d = dwt(np.arange(40.0), filter_bank(daubechies(2)), "zero")
    assert abs(d[1:-1]).max() < 1e-13 < abs(d[-1])


def test_bad_filters_are_named():
    with pytest.raises(ValueError, match=r"^h must be \(L,\) with L even, got shape \(3,\)$"):
        filter_bank(np.ones(3))
    with pytest.raises(ValueError, match=r"^h must be orthonormal to its shifts by two, but is off by 1$"):
        filter_bank(np.ones(2))


def test_bad_input_is_named():
    bank = filter_bank(daubechies(3))
    with pytest.raises(TypeError, match=r"^x must be real, got complex128$"):
        dwt(np.zeros(4, complex), bank)
    with pytest.raises(ValueError, match=r"^mode must be one of .*, got 'wrap'$"):
        dwt(np.zeros(4), bank, "wrap")
    with pytest.raises(ValueError, match=r"sample\(s\), got 0$"):
        dwt(np.zeros((3, 0)), bank)


def test_constants_have_no_details():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, d = dwt(np.full(9, 7.0), filter_bank(daubechies(4)))
    assert abs(d).max() < 1e-13


@pytest.mark.parametrize("mode", ["zero", "symmetric", "antireflect", "smooth", "periodization"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("lines, places", [(1, range(40)), (20, (0, 11, 29))])
def test_what_is_not_finite_goes_as_far_as_in_the_definition(mode, bad, lines, places):
    """Few lines and many are multiplied in two ways; of a signal of 40 samples every place is tried."""
    for at in places:
        x, bank = np.random.default_rng(at).normal(size=(40, lines)), filter_bank(daubechies(3))
        x[at, lines // 2] = bad
        for ours, theirs in zip(dwt(x, bank, mode, 0), dwt_definition(x, bank, mode, 0), strict=True):
            assert (np.isfinite(ours) == np.isfinite(theirs)).all() and not np.isfinite(ours).all()
            assert np.allclose(ours, theirs, rtol=0, atol=1e-12, equal_nan=True)


def test_banks_that_are_none_are_named():
    for bank in (daubechies(2), np.ones((2, 3)), np.ones((2, 0)), np.ones((3, 4))):
        with pytest.raises(ValueError, match=r"^bank must "):
            dwt(np.arange(8.0), bank)


def test_a_sum_too_large_for_a_float_is_no_infinity():
    x, bank = np.full(40, 1e308), filter_bank(daubechies(3))
    assert np.isfinite(dwt(x / 2, bank)[0]).all()
    assert np.allclose(dwt(x / 2, bank)[0], 2**0.5 * x[0] / 2, rtol=1e-14)
