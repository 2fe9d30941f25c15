from itertools import product

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.selection import upper_median, upper_median_definition
from tests.agreement import assert_agrees, assert_keeps


@given(case=cases.upper_median())
def test_vectorised_equals_definition(case):
    assert_agrees(upper_median(**case), upper_median_definition(**case), oracle="definition", function=upper_median)


@pytest.mark.parametrize("law", cases.LAWS["upper_median"])
@given(case=cases.upper_median())
def test_keeps(law, case):
    assert_keeps(law, upper_median, case)


@pytest.mark.parametrize("n", range(1, 16))
def test_every_list_of_zeros_and_ones(n):
    """A network of exchanges that orders every such list right orders every list right."""
    every = np.array(list(product((0, 1), repeat=n)), np.uint8).T                   # n, 2ⁿ
    expected = (2 * every.sum(axis=0) > n - (n % 2 == 0)).astype(np.uint8)          # upper: half of them are enough
    assert_agrees(upper_median(list(every)), expected, oracle="all lists of 0 and 1", function=upper_median)


@pytest.mark.parametrize("n, exchanges", [(1, 0), (3, 3), (5, 3 + 4), (9, 7 + 6 + 4 + 3), (25, 132)])
def test_exchanges(monkeypatch, n, exchanges):
    """The counts of the lesson: m // 2 to pair, and all but one of either half to find its end."""
    calls = []
    class Counted(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            calls.append(ufunc)
            return getattr(ufunc, method)(*[np.asarray(i) for i in inputs], **kwargs).view(Counted)
    upper_median([np.full(2, i).view(Counted) for i in range(n)])
    assert calls.count(np.minimum) == calls.count(np.maximum) == exchanges


def test_nan_spreads():
    planes = [np.array([1.0, 2.0]), np.array([np.nan, 5.0]), np.array([2.0, 9.0])]
    np.testing.assert_array_equal(upper_median(planes), [np.nan, 5.0])


def test_planes_are_left_alone():
    planes = [np.array([3, 1])]
    upper_median(planes)[:] = 0
    assert planes[0].tolist() == [3, 1]


def test_no_planes_are_refused():
    with pytest.raises(ValueError, match=r"^planes must hold at least one array, got none$"):
        upper_median([])
