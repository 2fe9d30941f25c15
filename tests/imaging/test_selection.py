from itertools import product

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.selection import upper_median, upper_median_definition
from tests.agreement import assert_agrees, assert_keeps


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


def exchanges_of(monkeypatch, n):
    """How many pairs are exchanged among n planes: calls of np.minimum, of np.maximum."""
    calls = []
    for ufunc in (np.minimum, np.maximum):
        def counted(a, b, ufunc=ufunc):
            calls.append(ufunc)
            return ufunc(a, b)
        counted.reduce = ufunc.reduce
        monkeypatch.setattr(np, ufunc.__name__, counted)
    upper_median([np.full(2, i) for i in range(n)])
    monkeypatch.undo()
    return calls.count(np.minimum), calls.count(np.maximum)


@pytest.mark.parametrize("n, exchanges", [(1, 0), (3, 3), (5, 3 + 4), (9, 7 + 6 + 4 + 3), (25, 132)])
def test_exchanges(monkeypatch, n, exchanges):
    """The counts of the lesson: m // 2 to pair, and all but one of either half to find its end."""
    assert exchanges_of(monkeypatch, n) == (exchanges, exchanges)


def test_exchanges_of_many(monkeypatch):
    """About 3/2·m for m = n/2 … 2 in hand: 3/16·n²."""
    assert exchanges_of(monkeypatch, 201)[0] == pytest.approx(3 / 16 * 201**2, rel=0.03)


def test_nan_spreads():
    planes = [np.array([1.0, 2.0]), np.array([np.nan, 5.0]), np.array([2.0, 9.0])]
    for function in (upper_median, upper_median_definition):
        np.testing.assert_array_equal(function(planes), [np.nan, 5.0])


def test_planes_are_left_alone():
    planes = [np.array([3, 1])]
    upper_median(planes)[:] = 0
    assert planes[0].tolist() == [3, 1]


@pytest.mark.parametrize("planes, error, says", [
    ([], ValueError, r"planes must be a list or tuple of one or more parts, got \[\]"),
    (None, TypeError, "planes must be a list or tuple of one or more parts, got None"),
    ([np.ones(2), np.ones(3)], ValueError, r"planes must be of one shape and dtype, got .*"),
    ([np.ones(2), np.ones(2, np.uint8)], ValueError, r"planes must be of one shape and dtype, got .*"),
    ([np.ones(2, complex)], TypeError, "planes must be real, got complex128"),
    ([np.ones(2), None], TypeError, "planes must be an array of numbers, got None"),
])
def test_bad_input_is_named(planes, error, says):
    for function in (upper_median, upper_median_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(planes)


@pytest.mark.parametrize("n", range(1, 20))
def test_nan_is_never_forgotten(n):
    """Whichever of the n is NaN: it makes NaN of what it is exchanged with, and so outlives every pair of ends."""
    numbers = np.random.default_rng(n).random(n)
    for i in range(n):
        planes = [np.array([np.nan if j == i else number]) for j, number in enumerate(numbers)]
        assert np.isnan(upper_median(planes)).all()
