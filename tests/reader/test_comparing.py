from dataclasses import dataclass

import numpy as np
import pytest

from refimpl.complexity import Operations
from refimpl.reader.comparing import disagreement, scale_of, shown

A = np.array([[1, 2], [3, 4]])


@pytest.mark.parametrize("actual, expected", [
    (A.copy(), A), (np.asfortranarray(A), A), (3, 3), (np.int64(3), 3), (np.array(3), 3), (True, np.True_), (2.5, 2.5),
    (np.float64(2.5), 2.5), (1.0 + 1e-12, 1.0), ((A, 1), (A, 1)), ([A, 1], (A, 1)), ("same", "same"), (None, None),
    (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])), (np.array([1 + 1e-11]), np.array([1.0])),
    (np.array([1 + 1e-6], np.float32), np.array([1], np.float32)), (Operations(additions=2), Operations(additions=2)),
    (np.array([1.001], np.float16), np.array([1], np.float16)), (np.array([1 + 1e-11], np.longdouble), np.array([1], np.longdouble)),
    (np.array([True]), np.array([True])), (1 + 2j, 1 + 2j), (np.zeros(0), np.zeros(0)), ({"a": 1}, {"a": 1})])
def test_agree(actual, expected):
    assert disagreement(actual, expected) is None


@pytest.mark.parametrize("actual, expected, says", [
    (A.T.copy(), A, r"^2 of 4 values differ, the first at (0, 1): 3, expected 2$"),
    (A[:1], A, "^shape (1, 2), expected (2, 2)$"),
    (A.astype(float), A, "^dtype float64, expected int64$"),
    (A.tolist(), A, "^list, expected an array of shape (2, 2)$"),
    (None, A, "^NoneType, expected an array of shape (2, 2)$"),
    (3.0, 3, "^3.0, a float, expected 3, a whole number$"),
    (4, 3, "^4, expected 3$"), ("3", 3, "^str, expected the number 3$"), (None, 3, "^NoneType, expected the number 3$"),
    (1.001, 1.0, "^1.001, expected 1.0$"), (np.nan, 1.0, "^nan, expected 1.0$"),
    (A, (A, A), "^numpy.ndarray, expected 2 results$"), ((A,), (A, A), "^1 results, expected 2$"),
    ((A, A + 1), (A, A), "^result 2 of 2: 4 of 4 values differ, the first at (0, 0): 2, expected 1$"),
    (np.array([np.nan]), np.array([1.0]), "^1 of 1 values differ, the first at (0,): nan, expected 1.0$"),
    (np.array([1.1], np.float16), np.array([1], np.float16), "^1 of 1 values differ"),
    (np.array([1.1], np.longdouble), np.array([1], np.longdouble), "^1 of 1 values differ"),
    (np.array([np.inf]), np.array([1.0]), "^1 of 1 values differ"), (np.array([1.0]), np.array([np.inf]), "^1 of 1 val"),
    (np.array([1.0]), np.array([np.nan]), "^1 of 1 val"), ("a", "b", "^'a', expected 'b'$"), (1, None, "^1, expected None$"),
    (Operations(additions=3), Operations(additions=2), "^additions: 3, expected 2$"),
    (7, Operations(), "^int has no multiplications, additions, divisions, comparisons, functions, expected "
     "refimpl.complexity.counting.Operations$")])
def test_differ(actual, expected, says):
    found = disagreement(actual, expected)
    assert found is not None
    plain = says.strip("^$")
    assert found == plain if says.endswith("$") else found.startswith(plain)


def test_tolerance_is_in_levels_or_a_share_of_the_largest():
    assert disagreement(A + 1, A, tolerance=1) is None and disagreement(A + 2, A, tolerance=1)
    assert disagreement(5, 4, tolerance=1) is None and disagreement(6, 4, tolerance=1)
    far = np.array([100.0, 1.0])
    assert disagreement(far + 0.9, far, tolerance=0.01) is None and disagreement(far + 1.1, far, tolerance=0.01)
    assert disagreement(np.uint8([255]), np.uint8([0]), tolerance=3) is not None                     # no wrapping around


def test_a_sum_that_cancels_may_be_as_inexact_as_its_terms():
    assert disagreement(np.array([1e-13]), np.array([0.0]))
    assert disagreement(np.array([1e-13]), np.array([0.0]), scale=1.0) is None
    assert scale_of({"x": np.array([1, -300]), "k": 5.0, "mode": "wrap", "y": np.array([np.inf, 2])}) == 300


def test_a_dataclass_of_one_s_own_is_read_by_its_fields():
    @dataclass
    class Mine:
        multiplications: int = 1
        additions: int = 2
        divisions: int = 0
        comparisons: int = 0
        functions: int = 0

    assert disagreement(Mine(), Operations(1, 2)) is None
    assert disagreement(Mine(), Operations(1, 3)) == "additions: 2, expected 3"


def test_values_are_shown_short():
    assert shown(np.array([1, 2])) == "[1, 2]   int64, shape (2,)"
    assert shown(A) == "int64, shape (2, 2)\n[[1, 2],\n [3, 4]]"
    assert len(shown(np.random.default_rng(0).random((99, 99)))) < 900
    assert shown((A, 3)).startswith("[0] int64, shape (2, 2)") and shown((A, 3)).endswith("[1] 3")
    assert shown("x" * 5000).endswith("…")
