import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.banded import banded_product
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [banded_product]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.banded_product())
def test_matches_a_large_matrix(case):
    """T laid down the diagonal of one matrix."""
    x, T, step, count = (case[key] for key in ("x", "T", "step", "count"))
    F, P, J = T.shape
    blocks = -(-count // P)
    whole = np.zeros((F, blocks * P, max(len(x), blocks * step + J)), x.dtype)
    for b in range(blocks):
        whole[:, b * P:(b + 1) * P, b * step:b * step + J] = T
    expected = whole[:, :count, :len(x)] @ x
    assert_agrees(banded_product(**case), expected, oracle="numpy.matmul", function=banded_product,
                  terms=J * np.abs(T).max() * np.abs(x).max())


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
