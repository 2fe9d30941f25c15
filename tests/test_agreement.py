"""The helper that judges must be judged: it fails when it should, and counts what it saw."""
import json

import numpy as np
import pytest

from tests import agreement
from tests.agreement import Record, assert_agrees, assert_keeps, merge, packed, verification_table

EPS = np.finfo(np.float64).eps


@pytest.fixture(autouse=True)
def records(monkeypatch):
    """An empty memory, so that these comparisons stay out of the table."""
    monkeypatch.setattr(agreement, "RECORDS", {})
    return agreement.RECORDS


def agrees(actual, expected, within=16):
    assert_agrees(np.asarray(actual), np.asarray(expected), oracle="oracle", function="chapter.function", within=within)


@pytest.mark.parametrize("actual, expected, says", [
    ([1, 2], [1, 3], r"1 of 2 values; first at \(1,\): .*2.*, expected .*3"),
    ([1, 2], [[1, 2]], r"shape \(2,\), oracle \(1, 2\)"),
    (5, [5, 5], r"shape \(\)"),
    (np.ones(2, np.float32), np.ones(2), "dtype float32, oracle float64"),
    (np.ones(2), np.ones(2, int), "dtype float64, oracle int64"),
    ([], [], "nothing was compared"),
    ([np.nan], [1.0], "1 of 1"),
    ([1.0], [np.nan], "1 of 1"),
    ([np.inf], [1e300], "1 of 1"),
    ([np.inf], [-np.inf], "1 of 1"),
    ([True, False], [True, True], "1 of 2"),
    ([1.0, 0.0], [1.0, 17 * EPS], r"worst by 17 eps, allowed 16"),
    ([1 + 2j], [1 - 2j], "1 of 1"),
], ids=str)
def test_fails_when_it_should(records, actual, expected, says):
    with pytest.raises(AssertionError, match=says):
        agrees(actual, expected)
    assert all(record.examples == 0 for record in records.values())


def test_floats_may_differ_by_rounding_errors_at_the_largest_magnitude(records):
    agrees([1.0, 1000.0], [1.0 + 15 * EPS, 1000.0])                 # 15 eps of 1: 0.015 eps of 1000
    agrees([0.0], [2 * EPS])                                        # below 1 the scale stays 1
    agrees([np.nan, np.inf], [np.nan, np.inf], within=0)
    record = records["chapter.function", "oracle"]
    assert (record.examples, record.values, record.differing, record.worst) == (3, 5, 2, 2.0)
    with pytest.raises(AssertionError, match="allowed 1;"):
        agrees([0.0], [2 * EPS], within=1)


def test_a_sum_may_differ_by_the_rounding_errors_of_its_terms():
    def compare(terms):
        assert_agrees(np.array([100 * EPS]), np.zeros(1), oracle="oracle", function="chapter.function", terms=terms)
    compare(np.array([1.0, 10.0]))                                  # 10 eps of 10
    with pytest.raises(AssertionError, match="worst by 20 eps, allowed 16"):
        compare(np.array([5.0, 4.0]))


def test_whole_numbers_have_no_tolerance():
    with pytest.raises(AssertionError, match="1 of 1"):
        agrees([10**9], [10**9 + 1], within=10**9)


@pytest.mark.parametrize("answer", [False, None, 1, np.False_, np.ones(2, bool)], ids=str)
def test_a_law_must_say_true(records, answer):
    def law(function, x):
        """It holds."""
        return answer
    with pytest.raises(AssertionError, match="breaks the law law: It holds"):
        assert_keeps(law, np.sum, {"x": 1})
    assert records == {}


def test_a_law_that_holds_is_counted(records):
    def is_its_own_double(function, x):
        """Twice the result is the result of twice the argument."""
        return function(2 * x) == 2 * function(x)
    def double(x):
        return 2 * x
    double.__module__ = "refimpl.chapter.double"
    assert_keeps(is_its_own_double, double, {"x": 3})
    assert records["chapter.double", "law: is its own double"].examples == 1


def test_the_table_tells_exact_from_close():
    table = verification_table([Record(7, function="b.g", oracle="law: holds"), Record(5, 1000, 2, 1.5, function="a.f", oracle="oracle"),
                                Record(5, 1000, function="a.f", oracle="another")])
    assert table.splitlines()[2:] == ["| a.f | another | 5 | 1,000 | 0 | exact |",
                                      "| a.f | oracle | 5 | 1,000 | 2 | 1.5 eps |",
                                      "| b.g | law: holds | 7 |  |  | holds |"]


def test_what_several_workers_compared_is_one_table(records):
    """As text and plain numbers, which is all that goes from one process to another."""
    agrees([1.0 + 2 * EPS], [1.0])
    agrees([1.0], [1.0])
    sent = json.loads(json.dumps(packed(records)))
    agrees([1.0 + 4 * EPS], [1.0])
    merge(records, [*sent, {**sent[0], "function": "chapter.other"}])
    first, other = records["chapter.function", "oracle"], records["chapter.other", "oracle"]
    assert (first.examples, first.values, first.differing, first.worst) == (5, 5, 3, 4.0)
    assert (other.examples, other.worst, other.share) == (2, 2.0, 2 / 16)
