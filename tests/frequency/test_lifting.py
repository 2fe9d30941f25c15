import itertools

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import frequency as cases
from refimpl.frequency.lifting import lift_53, unlift_53
from tests.agreement import assert_keeps

FUNCTIONS = [lift_53, unlift_53]


@given(case=cases.lift_53())
def test_is_the_two_filters_rounded(case):
    """Details differ from (−1, 2, −1)/2 by the half that was rounded, approximations from (−1, 2, 6, 2, −1)/8 by less than 1."""
    x, axis = case["x"].astype(float), case.get("axis", -1)
    if x.shape[axis] > 1:
        a, d = (np.moveaxis(part, axis, 0) for part in lift_53(**case))
        high = ndimage.correlate1d(x, [-0.5, 1, -0.5], axis, mode="mirror")
        low = ndimage.correlate1d(x, [-0.125, 0.25, 0.75, 0.25, -0.125], axis, mode="mirror")
        assert np.isin(d - np.moveaxis(high, axis, 0)[1::2], [0, 0.5]).all()
        assert abs(a - np.moveaxis(low, axis, 0)[0::2]).max() < 1


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """1 3 5 9 8: 3 − ⌊6/2⌋, 9 − ⌊13/2⌋; 1 + ⌊2/4⌋, 5 + ⌊5/4⌋, 8 + ⌊8/4⌋."""
    a, d = lift_53(np.array([1, 3, 5, 9, 8], np.uint8))
    assert (a.tolist(), d.tolist()) == ([1, 6, 10], [0, 3])
    assert unlift_53(a, d).tolist() == [1, 3, 5, 9, 8]


def test_rounds_down_below_zero_too():
    """⌊−1/2⌋ = −1."""
    assert lift_53(np.array([0, 0, -1]))[1].tolist() == [1]


def test_wraps_and_comes_back():
    """Even where 64 bits are not enough."""
    x = np.array([2**63 - 1, -2**63, 2**63 - 1, 2**63 - 1, -2**63])
    assert (unlift_53(*lift_53(x)) == x).all()


@pytest.mark.parametrize("dtype", ["f8", "u8", "f2"])
def test_other_dtypes_are_refused(dtype):
    name = np.dtype(dtype).name
    with pytest.raises(TypeError, match=rf"^x must be bool or integer, up to int64, got {name}$"):
        lift_53(np.zeros(4, dtype))
    with pytest.raises(TypeError, match=rf"^detail must be bool or integer, up to int64, got {name}$"):
        unlift_53(np.zeros(4, int), np.zeros(4, dtype))


def test_bad_shapes_are_named():
    with pytest.raises(ValueError, match=r"^x must not be empty, got shape \(0,\)$"):
        lift_53(np.zeros(0, int))
    for details in (1, 4):
        with pytest.raises(ValueError, match=rf"^detail must be as long .* got shapes \(3,\) and \({details},\)$"):
            unlift_53(np.zeros(3, int), np.zeros(details, int))


def test_the_approximation_is_named_too():
    with pytest.raises(TypeError, match=r"^approximation must be bool or integer, up to int64, got float64$"):
        unlift_53(np.zeros(2), np.zeros(2, int))


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4"])
def test_extremes_of_narrow_numbers_do_not_wrap(dtype):
    """Against Python's own whole numbers."""
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    f = [low, high, low, low, high, high, low, high, high]
    d = [f[2 * k + 1] - (f[2 * k] + f[2 * k + 2]) // 2 for k in range(4)]
    a = [f[2 * k] + (d[max(k - 1, 0)] + d[min(k, 3)] + 2) // 4 for k in range(5)]
    ours = lift_53(np.array(f, dtype))
    assert [part.tolist() for part in ours] == [a, d]
    assert unlift_53(*ours).tolist() == f


def test_exact_up_to_two_to_the_60():
    f = [2**60, -2**60, 2**60, 2**60, -2**60]
    d = [f[1] - (f[0] + f[2]) // 2, f[3] - (f[2] + f[4]) // 2]
    a = [f[0] + (2 * d[0] + 2) // 4, f[2] + (d[0] + d[1] + 2) // 4, f[4] + (2 * d[1] + 2) // 4]
    assert [part.tolist() for part in lift_53(f)] == [a, d]


def test_exact_up_to_two_to_the_61_less_one():
    top = 2**61 - 1
    for signs in itertools.product((1, -1), repeat=5):
        f = [s * top for s in signs]
        d = [f[1] - (f[0] + f[2]) // 2, f[3] - (f[2] + f[4]) // 2]
        a = [f[0] + (2 * d[0] + 2) // 4, f[2] + (d[0] + d[1] + 2) // 4, f[4] + (2 * d[1] + 2) // 4]
        assert [part.tolist() for part in lift_53(f)] == [a, d]


def test_the_mean_stays_but_for_rounding_and_the_ends():
    x = np.random.default_rng(0).integers(0, 256, 4000)
    assert abs(lift_53(x)[0].mean() - x.mean()) < 0.5 < abs(x[0::2].mean() - x.mean())
