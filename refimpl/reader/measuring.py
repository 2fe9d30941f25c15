"""How closely two results agree: in rounding errors, and by how much of what is allowed.

Whole numbers may differ by `within` levels, floats by `within` rounding errors of their dtype, taken at the largest
magnitude expected (at least 1):

    |actual − expected| ≤ within · eps · max(1, max|expected|, max terms)

A sum whose terms cancel is as inexact as its terms are large: `terms` are the sums of their magnitudes, if given.
"""
import dataclasses
from dataclasses import dataclass

import numpy as np


class Disagreement(AssertionError):
    """Two results differ in type, shape, dtype, or by more than they may."""


@dataclass
class Measure:
    """What comparing came to; measures add up."""
    examples: int = 0
    values: int = 0
    differing: int = 0
    worst: float = 0.0                             # levels, or eps · max(1, max|expected|, max terms)
    share: float = 0.0                             # of what is allowed

    def __iadd__(self, other: "Measure") -> "Measure":
        self.examples += other.examples
        self.values += other.values
        self.differing += other.differing
        self.worst, self.share = max(self.worst, other.worst), max(self.share, other.share)
        return self


def measure(actual: object, expected: object, within: float = 0, terms: object = 0, names: tuple = ("it", "the other")
            ) -> Measure:
    """Return the measure of one example.  Raise Disagreement if results differ by more than they may.

    Results are arrays, numbers, strings, or lists, tuples and dataclasses of them; `terms` is for all, or one for each.
    """
    found = Measure(examples=1)
    ours, theirs = parts(actual), parts(expected)
    if len(ours) != len(theirs):
        raise Disagreement(f"{names[0]} returns {len(ours)} results, {names[1]} {len(theirs)}")
    each = terms if isinstance(terms, (tuple, list)) else [terms] * len(theirs)
    for one, other, size in zip(ours, theirs, each, strict=True):
        found += measure_array(np.asarray(one), np.asarray(other), within, size, names)
    if not found.values:
        raise Disagreement("nothing was compared")
    return found


def parts(result: object) -> list:
    """Return the arrays and numbers a result consists of."""
    if isinstance(result, (tuple, list)):
        return [part for one in result for part in parts(one)]
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return [getattr(result, field.name) for field in dataclasses.fields(result)]
    return [result]


def measure_array(actual: np.ndarray, expected: np.ndarray, within: float, terms: object, names: tuple) -> Measure:
    """Return the measure of two arrays; NaN agrees with NaN.  Raise Disagreement if they differ too much."""
    for what in ("shape", "dtype"):
        if getattr(actual, what) != getattr(expected, what):
            raise Disagreement(f"{names[0]} has {what} {getattr(actual, what)}, {names[1]} {getattr(expected, what)}")
    differing = ~((actual == expected) | ((actual != actual) & (expected != expected)))
    error = errors(actual[differing], expected[differing], expected, terms) if differing.any() else 0.0
    if error > within:
        raise Disagreement(report(actual, expected, differing, error, within, names))
    return Measure(0, expected.size, int(differing.sum()), error, error / within if error else 0.0)


def errors(actual: np.ndarray, expected: np.ndarray, all_expected: np.ndarray, terms: object = 0) -> float:
    """Return the worst error: levels of whole numbers, eps · max(1, max|expected|, max terms) of floats.

    What is no number, or not finite, is off by infinity.
    """
    if actual.dtype.kind in "iu":
        return float(np.abs(actual.astype(float) - expected.astype(float)).max())
    if actual.dtype.kind not in "fc" or not (np.isfinite(actual).all() and np.isfinite(expected).all()):
        return np.inf
    finite = np.abs(all_expected[np.isfinite(all_expected)])
    scale = max(1.0, float(finite.max()), float(np.max(terms)))  # type: ignore[call-overload]
    return float(np.abs(actual - expected).max() / (np.finfo(actual.dtype).eps * scale))


def report(actual: np.ndarray, expected: np.ndarray, differing: np.ndarray, error: float, within: float,
           names: tuple) -> str:
    """Return the message of a failed comparison: how many values, how far, and the first of them."""
    at = tuple(np.argwhere(differing)[0].tolist())
    unit = "eps" if actual.dtype.kind in "fc" else "levels"
    said = error < np.inf and (within or unit == "eps")
    distance = f", worst by {error:.3g} {unit}, allowed {within:.3g}" if said else ""
    return (f"{names[0]} differs from {names[1]} in {int(differing.sum())} of {expected.size} values"
            f"{distance}; first at {at}: {actual[at]!r}, expected {expected[at]!r}")
