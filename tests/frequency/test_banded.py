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
