from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.counting import Operations, count_operations
from refimpl.complexity.scaling import scaled_rows
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["scaled_rows"])
@given(case=cases.scaled_rows())
def test_keeps(law, case):
    assert_keeps(law, scaled_rows, case)


def test_worked_example():
    """The largest of 3 and 4, and √64 = 8, makes 2⁻⁴: 3/16, 4/16, and 64/256."""
    x, eps = scaled_rows(np.array([[3.0, 4.0]]), 64)
    assert (x.tolist(), eps.tolist()) == ([[0.1875, 0.25]], [[0.25]])
    assert scaled_rows(np.array([[0.0, 0.0]]), 0)[0].tolist() == [[0.0, 0.0]]
    assert scaled_rows(np.array([[5e-324, 0.0]]))[0].tolist() == [[0.5, 0.0]]


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_row_that_is_not_finite_is_scaled_by_epsilon_alone(value):
    """√4 = 2 lies from 2¹ to 2²: by 2⁻², 3 becomes 3/4, and 4 becomes 4/16."""
    x, eps = scaled_rows(np.array([[value, 3.0]]), 4)
    assert (x[0, 1], eps.tolist()) == (0.75, [[0.25]]) and np.array_equal(x[0, 0], value, equal_nan=True)


def test_the_result_is_laid_out_by_rows_whatever_comes_in():
    """So sums over it are the same for every layout of x."""
    x = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert scaled_rows(x)[0].flags.c_contiguous and scaled_rows(x[:, ::-1])[0].flags.c_contiguous


def test_it_costs_nothing_and_leaves_other_numbers_alone():
    assert count_operations(scaled_rows, np.ones((2, 3)), 1e-5) == Operations()
    x = np.array([[Fraction(1, 3)]], object)
    assert scaled_rows(x, 0)[0] is x


def test_dtypes():
    for dtype, expected in (np.float16, np.float32), (np.float32, np.float32), (np.int8, np.float64), (np.longdouble, np.longdouble):
        x, eps = scaled_rows(np.ones((1, 2), dtype), 1e-5)
        assert x.dtype == eps.dtype == expected


def test_epsilon_vanishes_only_if_it_was_zero():
    for dtype in np.float32, np.float64:
        x = np.full((1, 2), np.finfo(dtype).max, dtype)
        assert scaled_rows(x, 1e-5)[1].item() > 0 == scaled_rows(x, 0)[1].item()


@pytest.mark.parametrize("x, eps, says", [(1.0, 0, r"x must be \(…, n\), got shape \(\)"), (np.ones(2), -1, "eps must be .* at least 0, got -1"),
                                          (np.ones(2), np.nan, "eps must be a finite number .* got nan")])
def test_bad_input(x, eps, says):
    with pytest.raises(ValueError, match=says):
        scaled_rows(x, eps)


def test_quotients_are_the_same_to_the_last_bit_where_no_square_leaves_the_range():
    x = np.random.default_rng(0).standard_normal((500, 5)) * 10.0 ** np.random.default_rng(1).integers(-9, 10, (500, 1))
    for dtype in np.float32, np.float64:
        for eps in 0, 1e-5:
            rows = x.astype(dtype)
            scaled, small = scaled_rows(rows, eps)
            plain, ours = (y / np.sqrt((y * y).mean(axis=1, keepdims=True) + e) for y, e in ((rows, dtype(eps)), (scaled, small)))
            np.testing.assert_array_equal(ours, plain)


def test_plain_squares_overflow_or_vanish():
    """Those of 10²⁰⁰ and of 10⁻²⁰⁰: the quotient is 0, or infinite."""
    with np.errstate(over="ignore", divide="ignore"):
        assert [v / np.sqrt(np.float64(v) ** 2) for v in (1e200, 1e-200)] == [0, np.inf]
    for v in (1e200, 1e-200):
        scaled, _ = scaled_rows(np.array([[v]]))
        assert scaled / np.sqrt(scaled**2) == 1
