import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.banded import banded_product
from tests.agreement import assert_keeps

FUNCTIONS = [banded_product]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A sum of three at every second place, two at a time: 1 + 2 + 3, 3 + 4 + 5, 5 + 0 + 0."""
    T = np.array([[[1.0, 1, 1, 0, 0], [0, 0, 1, 1, 1]]])
    assert banded_product(np.array([[1.0], [2], [3], [4], [5]]), T, step=4, count=3).ravel().tolist() == [6, 12, 5]


def test_what_sees_nothing_of_x_is_refused():
    with pytest.raises(ValueError, match=r"^count must be at most 4 for 5 samples, got 10000$"):
        banded_product(np.ones((5, 1)), np.ones((1, 2, 3)), 3, 10**4)


def test_whole_numbers_do_not_wrap_and_the_wider_dtype_wins():
    x, T = np.full((2, 20), 200, np.uint8), np.full((1, 1, 2), 200, np.uint8)
    assert (banded_product(x, T, 1, 1) == 80000).all()
    for lines in (3, 20):
        assert banded_product(np.ones((2, lines), np.float32), np.ones((1, 1, 2)), 1, 1).dtype == float


@pytest.mark.parametrize("lines", [1, 15, 16, 20])
def test_what_is_not_finite_reaches_all_values_of_the_stretches_that_hold_it(lines):
    """Four outputs for every eight samples, of stretches of twelve: sample 9 is in the first two."""
    T, x = np.zeros((1, 4, 12)), np.ones((40, lines))
    for p in range(4):
        T[0, p, 2 * p:2 * p + 6] = 1
    for bad in (np.nan, np.inf):
        x[9, 0] = bad
        assert np.isnan(banded_product(x, T, 8, 16)[0, :, 0])[:8].sum() == (8 if np.isnan(bad) else 5)
        assert not np.isfinite(banded_product(x, T, 8, 16)[0, :8, 0]).any()
        assert (banded_product(x, T, 8, 16)[0, 8:, 0] == [6] * 8).all()


def test_a_step_beyond_the_signal_serves_one_block():
    assert banded_product(np.ones((3, 1)), np.ones((1, 2, 3)), 10**30, 2).ravel().tolist() == [3, 3]
