"""What judges whether two results agree, and how much of what is allowed they use up."""
from dataclasses import dataclass

import numpy as np
import pytest

from refimpl.reader.measuring import Disagreement, Measure, measure, parts

EPS = np.finfo(float).eps


@dataclass
class Pair:
    first: int
    second: float


@pytest.mark.parametrize("actual, expected, within, says", [
    ((1, 2), (1, 2, 3), 0, "it returns 2 results, the other 3"),
    (np.array([5, 9]), np.array([5, 7]), 1, r"1 of 2 values, worst by 2 levels, allowed 1; first at \(1,\)"),
    (np.array([0, 1], np.uint8), np.array([0, 255], np.uint8), 253, "worst by 254 levels"),
    (np.ones(1), np.ones(1, np.float32), 9, "it has dtype float64, the other float32"),
    (np.ones((1, 2)), np.ones((2, 1)), 9, r"it has shape \(1, 2\), the other \(2, 1\)"),
    (Pair(1, 2.0), Pair(1, 2.5), 1, "1 of 1 values"),
    ("same", "else", 9, "1 of 1 values"),
    ([True], [False], 9, "1 of 1 values"),
    ((), (), 0, "nothing was compared"),
    ([np.nan], [0.0], 1e300, "1 of 1 values"),
])
def test_what_differs_too_much_is_told(actual, expected, within, says):
    with pytest.raises(Disagreement, match=says):
        measure(actual, expected, within)


def test_measures_add_up():
    found = measure((np.array([1.0, 2.0 + 4 * EPS]), 7), (np.array([1.0, 2.0]), 7), within=8)
    assert found == Measure(examples=1, values=3, differing=1, worst=2.0, share=0.25)        # 4 eps at a magnitude of 2
    found += measure(np.array([10], np.uint8), np.array([13], np.uint8), within=4)
    assert found == Measure(examples=2, values=4, differing=2, worst=3.0, share=0.75)


def test_terms_are_for_all_results_or_one_for_each():
    one = np.array([8 * EPS]), np.zeros(1)
    assert measure(*one, within=1, terms=8.0).share == 1.0
    with pytest.raises(Disagreement, match="worst by 2 eps, allowed 1"):
        measure(*one, within=1, terms=4.0)
    two = [one[0], one[0]], [one[1], one[1]]
    assert measure(*two, within=1, terms=[8.0, np.array([16.0])]).worst == 1.0
    with pytest.raises(Disagreement):
        measure(*two, within=1, terms=[8.0, 1.0])


def test_equal_results_use_up_nothing():
    for value in (3, "text", np.nan, np.inf, True, np.array([1 + 2j]), [1, (2, 3.5)], Pair(0, np.nan)):
        assert measure(value, value).share == measure(value, value).worst == 0.0


def test_what_results_consist_of():
    assert parts([1, (2, [3]), Pair(4, 5.0)]) == [1, 2, 3, 4, 5.0]
    assert parts(Pair) == [Pair]
