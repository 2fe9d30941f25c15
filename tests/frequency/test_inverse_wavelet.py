import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.complexity.counting import count_operations
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.inverse_wavelet import idwt, idwt_definition
from refimpl.frequency.wavelet import filter_bank
from tests.agreement import assert_keeps

FUNCTIONS = [idwt]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_bad_input_is_named():
    bank = filter_bank(daubechies(3))
    with pytest.raises(ValueError, match=r"^mode must be one of .*, got 'wrap'$"):
        idwt(np.zeros(4), np.zeros(4), bank, "wrap")
    with pytest.raises(ValueError, match=r"^approximation and detail must have the same shape, got \(4,\) and \(5,\)$"):
        idwt(np.zeros(4), np.zeros(5), bank)
    with pytest.raises(ValueError, match=r"^approximation must have at least 3 coefficients for 6 taps, got 2$"):
        idwt(np.zeros(2), np.zeros(2), bank)


@pytest.mark.parametrize("first, second", [("f4", "f8"), ("f8", "f4"), ("f4", "f4"), ("i2", "f4")])
def test_synthesis_has_the_wider_precision_of_both(first, second):
    bank = np.array([[1, 1], [1, -1]]) / 2**0.5
    for taps in (bank, filter_bank(daubechies(2))):
        x = idwt(np.ones(4, first), np.ones(4, second), taps)
        assert x.dtype == (np.float32 if (first, second) == ("f4", "f4") else np.float64)


@pytest.mark.parametrize("mode", ["symmetric", "periodization"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("lines", [1, 20])
def test_what_is_not_finite_goes_as_far_as_in_the_definition(mode, bad, lines):
    """Of 30 coefficients each one: it reaches the six samples that its filter covers, fewer at an end that is no circle."""
    for at in range(30):
        a, d = np.random.default_rng(at).normal(size=(2, 30, lines))
        a[at, lines // 2] = bad
        bank = filter_bank(daubechies(3))
        ours, theirs = idwt(a, d, bank, mode, 0), idwt_definition(a, d, bank, mode, 0)
        assert (np.isfinite(ours) == np.isfinite(theirs)).all()
        assert (~np.isfinite(ours)).sum() == (6 if mode == "periodization" else min(6, 2 + 2 * at, 60 - 2 * at))
        assert np.allclose(ours, theirs, rtol=0, atol=1e-12, equal_nan=True)


def test_cost_is_taps_products_a_sample():
    """Inside a long signal; at its ends some products fall beyond it."""
    bank = filter_bank(daubechies(3))
    long, longer = (count_operations(idwt_definition, np.ones(K), np.ones(K), bank) for K in (40, 41))
    assert longer.multiplications - long.multiplications == longer.additions - long.additions == 2 * 6     # two samples
