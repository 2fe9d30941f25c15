"""How the tests compare, and what they remember of it.

Whole numbers must be equal.  Floats may differ by `within` rounding errors of their dtype, taken at the largest
magnitude expected (at least 1):

    |actual − expected| ≤ within · eps · max(1, max|expected|, max terms)

A sum whose terms cancel is as inexact as its terms are large: `terms` are the sums of their magnitudes, if given.

Every comparison is counted; when pytest ends, the counts are printed as the verification table.
"""
from dataclasses import dataclass

import numpy as np

RECORDS = {}                                       # (function, oracle) → Record, in the order of the first comparison


@dataclass
class Record:
    """What was compared for one function and one oracle; a law counts examples alone."""
    function: str
    oracle: str
    examples: int = 0
    values: int = 0
    differing: int = 0
    worst: float = 0.0                             # in eps · max(1, max|expected|, max terms)


def assert_agrees(actual, expected, *, oracle, function, within=16, terms=0):
    """Fail unless both have the same shape, dtype, NaNs, and values; record the comparison."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    record = record_of(function, oracle)
    assert actual.shape == expected.shape, f"{record.function} has shape {actual.shape}, {oracle} {expected.shape}"
    assert actual.dtype == expected.dtype, f"{record.function} has dtype {actual.dtype}, {oracle} {expected.dtype}"
    assert expected.size > 0, "nothing was compared"
    differing = ~((actual == expected) | ((actual != actual) & (expected != expected)))         # NaN agrees with NaN
    error = errors(actual[differing], expected[differing], expected, terms) if differing.any() else 0.0
    assert error <= within, report(actual, expected, differing, error, record, within)
    record.examples += 1
    record.values += expected.size
    record.differing += int(differing.sum())
    record.worst = max(record.worst, error)


def assert_keeps(law, function, case):
    """Fail unless law(function, **case) is True; record the example."""
    kept = law(function, **case)
    statement = law.__doc__.split("\n")[0]
    assert kept is True or kept is np.True_, f"{function.__name__} breaks the law {law.__name__}: {statement}\n{case}"
    record_of(function, f"law: {law.__name__.replace('_', ' ')}").examples += 1


def errors(actual, expected, all_expected, terms=0):
    """Return the worst error in eps · max(1, max|expected|, max terms); whole numbers, infinities differ infinitely."""
    if actual.dtype.kind not in "fc" or not (np.isfinite(actual).all() and np.isfinite(expected).all()):
        return np.inf
    finite = np.abs(all_expected[np.isfinite(all_expected)])
    scale = max(1.0, float(finite.max()), float(np.max(terms)))
    return float(np.abs(actual - expected).max() / (np.finfo(actual.dtype).eps * scale))


def report(actual, expected, differing, error, record, within):
    """Return the message of a failed comparison: how many values, how far, and the first of them."""
    at = tuple(np.argwhere(differing)[0].tolist())
    distance = "" if error == np.inf else f", worst by {error:.3g} eps, allowed {within}"
    return (f"{record.function} differs from {record.oracle} in {int(differing.sum())} of {expected.size} values"
            f"{distance}; first at {at}: {actual[at]!r}, expected {expected[at]!r}")


def record_of(function, oracle):
    """Return the record for a function (or its dotted name) and an oracle."""
    name = function if isinstance(function, str) else f"{function.__module__.split('.')[1]}.{function.__name__}"
    return RECORDS.setdefault((name, oracle), Record(name, oracle))


def verification_table(records):
    """Return the records as a Markdown table."""
    rows = [("function", "checked with", "examples", "values", "differing", "worst error")]
    rows.append(("---", "---", "--:", "--:", "--:", "---"))
    for r in sorted(records, key=lambda r: (r.function, r.oracle.startswith("law:"), r.oracle)):
        exact = "exact" if r.differing == 0 else f"{r.worst:.2g} eps"
        compared = (f"{r.values:,}", f"{r.differing:,}", exact) if r.values else ("", "", "holds")
        rows.append((r.function, r.oracle, f"{r.examples:,}", *compared))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
