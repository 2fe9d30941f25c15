"""Comparing two results: the same type, shape, dtype and values, or where they differ first.

Whole numbers must be equal; floats may differ by a share of the largest magnitude met, result or input: what a float of
that size can be off by when a sum is taken in another order.
"""
import dataclasses
from numbers import Number

import numpy as np

TOLERANCE = {"float16": 1e-2, "float32": 1e-5, "complex64": 1e-5, "float64": 1e-9, "complex128": 1e-9}


def disagreement(actual: object, expected: object, tolerance: float | None = None, scale: float = 0.0) -> str | None:
    """Return in what the first result differs from the expected one; None if in nothing that matters.

    tolerance is what values may differ by: whole numbers in units, floats as a share of the largest magnitude, which is
    at least `scale`.
    """
    if isinstance(expected, (tuple, list)):
        return sequence_disagreement(actual, expected, tolerance, scale)
    if dataclasses.is_dataclass(expected):
        names = [field.name for field in dataclasses.fields(expected)]
        if missing := [name for name in names if not hasattr(actual, name)]:
            return f"{kind_of(actual)} has no {', '.join(missing)}, expected {kind_of(expected)}"
        return next((f"{name}: {found}" for name in names if (found := disagreement(
            getattr(actual, name), getattr(expected, name), tolerance, scale))), None)
    if isinstance(expected, np.ndarray):
        return array_disagreement(actual, expected, tolerance, scale)
    if isinstance(expected, (Number, np.generic)):
        return number_disagreement(actual, expected, tolerance, scale)
    same = type(actual) is type(expected) and bool(actual == expected)
    return None if same else f"{shown(actual, 60)}, expected {shown(expected, 60)}"


def sequence_disagreement(actual: object, expected: tuple | list, tolerance: float | None, scale: float) -> str | None:
    """Compare several results, one by one."""
    if not isinstance(actual, (tuple, list)):
        return f"{kind_of(actual)}, expected {len(expected)} results"
    if len(actual) != len(expected):
        return f"{len(actual)} results, expected {len(expected)}"
    for number, (one, other) in enumerate(zip(actual, expected, strict=True), 1):
        if found := disagreement(one, other, tolerance, scale):
            return f"result {number} of {len(expected)}: {found}"
    return None


def array_disagreement(actual: object, expected: np.ndarray, tolerance: float | None, scale: float) -> str | None:
    """Compare arrays."""
    if not isinstance(actual, np.ndarray):
        return f"{kind_of(actual)}, expected an array of shape {expected.shape}"
    if actual.shape != expected.shape:
        return f"shape {actual.shape}, expected {expected.shape}"
    if actual.dtype != expected.dtype:
        return f"dtype {actual.dtype}, expected {expected.dtype}"
    differing = different(actual, expected, tolerance, scale)
    if not differing.any():
        return None
    at = tuple(np.argwhere(differing)[0].tolist())
    place = f" at {at}" if at else ""
    return (f"{int(differing.sum())} of {expected.size} values differ, the first{place}: {actual[at]}, "
            f"expected {expected[at]}")


def number_disagreement(actual: object, expected: object, tolerance: float | None, scale: float) -> str | None:
    """Compare single numbers: a whole one must be whole, NumPy's and Python's are alike."""
    if isinstance(actual, np.ndarray) and actual.ndim == 0:
        actual = actual[()]
    if not isinstance(actual, (Number, np.generic)):
        return f"{kind_of(actual)}, expected the number {expected}"
    if isinstance(expected, int) or not isinstance(expected, (float, complex, np.inexact)):
        if isinstance(actual, (float, complex, np.inexact)):
            return f"{actual}, a {kind_of(actual)}, expected {expected}, a whole number"
        same = actual == expected or (tolerance is not None and abs(int(actual) - int(expected)) <= tolerance)  # type: ignore
    else:
        same = not different(np.asarray(actual), np.asarray(expected), tolerance, scale).any()
    return None if same else f"{actual}, expected {expected}"


def different(actual: np.ndarray, expected: np.ndarray, tolerance: float | None, scale: float) -> np.ndarray:
    """Return where values differ by more than they may; NaN agrees with NaN."""
    same = (actual == expected) | ((actual != actual) & (expected != expected))
    if expected.dtype.kind in "iub":
        if tolerance is None:
            return ~same
        return np.abs(actual.astype(float) - expected.astype(float)) > tolerance
    if expected.dtype.kind not in "fc":
        return ~same
    allowed = TOLERANCE.get(expected.dtype.name, 1e-9) if tolerance is None else tolerance            # longdouble, too
    largest = max(scale, float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0)))
    with np.errstate(invalid="ignore", over="ignore"):
        return ~same & ~(np.abs(actual - expected) <= allowed * largest)


def scale_of(case: dict) -> float:
    """Return the largest finite magnitude among the arguments, 0 if there is none."""
    largest = 0.0
    for value in case.values():
        if isinstance(value, (np.ndarray, float, np.floating)) and np.asarray(value).dtype.kind in "iufcb":
            finite = np.abs(np.asarray(value).astype(complex))
            largest = max(largest, float(finite[np.isfinite(finite)].max(initial=0.0)))
    return largest


def kind_of(value: object) -> str:
    """Return the type of a value, as it is called in its module."""
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def shown(value: object, most: int = 700) -> str:
    """Return a value as text of at most `most` characters; an array with its shape and dtype."""
    if isinstance(value, np.ndarray):
        body = np.array2string(value, threshold=60, edgeitems=3, separator=", ", max_line_width=100)
        text = f"{body}   {value.dtype}, shape {value.shape}" if value.ndim < 2 else \
            f"{value.dtype}, shape {value.shape}\n{body}"
    elif isinstance(value, (tuple, list)) and any(isinstance(one, np.ndarray) for one in value):
        text = "\n".join(f"[{number}] {shown(one, most // len(value))}" for number, one in enumerate(value))
    else:
        text = repr(value)
    return text if len(text) <= most else text[:most] + " …"
