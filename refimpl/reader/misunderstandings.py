"""What people get wrong, and how to tell: a misunderstanding is another function, and its results give it away.

A theory is a statement and a function of the same arguments.  If it explains every result that was seen, and ours does
not, it is likely what happened.  Some theories fit any function (an argument that is not used, rows and columns
exchanged, a kernel turned round, a factor); others belong to one concept, and stand in SPECIFIC.
"""
import importlib
import inspect
from collections.abc import Callable, Iterator

import numpy as np

from refimpl.reader.comparing import disagreement, scale_of

MODES = ("reflect", "mirror", "nearest", "wrap", "constant", "symmetric", "antisymmetric", "antireflect", "periodic",
         "periodization", "smooth", "zero")


def explanation(name: str, reference: Callable, seen: list) -> str:
    """Return the statement of the first theory that explains all results seen; "" if none does.

    seen holds (arguments, the candidate's result, the right result); results are None where there was none.
    """
    known = [(case, actual, expected) for case, actual, expected in seen if expected is not None and actual is not None]
    if not known:
        return ""
    for says, theory in theories(name, reference, known[-1][0]):
        if explains(theory, known):
            return says
    return scaled(known)


def explains(theory: Callable, known: list) -> bool:
    """Tell whether the theory predicts every result; and not merely the right ones."""
    for case, actual, expected in reversed(known):                 # the smallest wrong one comes last: ask it first
        try:
            with np.errstate(all="ignore"):
                predicted = theory(case, expected)
        except Exception:                          # the theory does not apply to these arguments
            return False
        if isinstance(predicted, Same):
            predicted = predicted.values
            actual = actual.astype(predicted.dtype) if isinstance(actual, np.ndarray) else None
        if any(isinstance(value, np.float64) for value in case.values()):      # which widens what it is used on
            actual = as_narrow(actual, predicted)
        if predicted is None or disagreement(actual, predicted, None, scale_of(case)):
            return False
    return True


def as_narrow(actual: object, predicted: object) -> object:
    """Return floats in the precision of what is predicted."""
    if isinstance(actual, (tuple, list)) and isinstance(predicted, (tuple, list)) and len(actual) == len(predicted):
        return type(actual)([as_narrow(one, other) for one, other in zip(actual, predicted, strict=True)])
    floats = all(isinstance(one, np.ndarray) and one.dtype.kind == "f" for one in (actual, predicted))
    return actual.astype(predicted.dtype) if floats else actual  # type: ignore[attr-defined]


def theories(name: str, reference: Callable, case: dict) -> Iterator:
    """Yield (statement, function of the arguments and the right result) of all theories, the special ones first."""
    for says, function in SPECIFIC.get(name, ()):
        yield says, lambda case, expected, f=function: f(**case)
    for says, function in SPECIFIC_RESULTS.get(name, ()):
        yield says, lambda case, expected, f=function: f(*expected)
    yield from about_arguments(reference, case)
    yield from about_results()


def about_arguments(reference: Callable, case: dict) -> Iterator:
    """Yield the theories that call ours with other arguments."""
    parameters = inspect.signature(reference).parameters
    for key, value in case.items():
        default = parameters[key].default if key in parameters else inspect.Parameter.empty
        if default is not inspect.Parameter.empty:
            yield (f"your results are ours with {key} left at its default, {default!r}: is it used?",
                   lambda case, expected, k=key, d=default: reference(**{**case, k: d}))
        if isinstance(value, np.ndarray) and value.ndim > 0 and key != "image":
            axes = (-2, -1) if value.ndim > 1 else -1
            yield (f"your results are ours with {key} turned round (flipped), as correlation and convolution differ",
                   lambda case, expected, k=key, a=axes: reference(**{**case, k: np.flip(case[k], a)}))
        if isinstance(value, np.ndarray) and value.ndim > 1:
            yield (f"your results are ours for {key} with its last two axes exchanged (transposed)",
                   lambda case, expected, k=key: reference(**{**case, k: case[k].swapaxes(-1, -2).copy()}))
            yield (f"your results are ours for {key} with its first two axes exchanged",
                   lambda case, expected, k=key: reference(**{**case, k: case[k].swapaxes(0, 1).copy()}))
        if isinstance(value, tuple) and len(value) > 1:
            yield (f"your results are ours with the numbers of {key} in the other order: rows come first here",
                   lambda case, expected, k=key: reference(**{**case, k: case[k][::-1]}))
        if key == "mode":
            for mode in MODES:
                yield (f"your results are ours with mode {mode!r}, whatever mode is asked for",
                       lambda case, expected, m=mode: reference(**{**case, "mode": m}))
        if key == "axis" or "axis" in parameters:
            yield ("your results are ours along the first axis, whatever axis is asked for",
                   lambda case, expected: reference(**{**case, "axis": 0}))
    yield from exchanged(reference, case)


def exchanged(reference: Callable, case: dict) -> Iterator:
    """Yield the theories that exchange two arguments."""
    keys = list(case)
    for i, first in enumerate(keys):
        for second in keys[i + 1:]:
            if isinstance(case[first], (int, float, np.ndarray)) and type(case[first]) is type(case[second]):
                yield (f"your results are ours with {first} and {second} exchanged",
                       lambda case, expected, a=first, b=second: reference(**{**case, a: case[b], b: case[a]}))


def about_results() -> Iterator:
    """Yield the theories that change the right result; of several results, each."""
    yield "right but for the order: your results are ours, the last one first", lambda case, e: reversed_results(e)
    yield "right but for the dtype", lambda case, e: Same(e)
    for says, change in CHANGES:
        yield says, lambda case, e, c=change: changed(c, e)


def changed(change: Callable, expected: object) -> object:
    """Return a result changed, or each of several."""
    if isinstance(expected, (tuple, list)):
        return [changed(change, one) for one in expected]
    return change(expected)


def like(expected: object, number: int):  # type: ignore[no-untyped-def]
    """Return a number of the type of the result."""
    return np.asarray(number).astype(expected.dtype) if isinstance(expected, np.ndarray) else number


def reversed_results(expected: object) -> tuple:
    """Return several results the other way round."""
    if not isinstance(expected, tuple) or len(expected) < 2:
        raise TypeError("one result has no order")
    return expected[::-1]


class Same:
    """Stands for the same values in any dtype."""

    def __init__(self, values: np.ndarray) -> None:
        if not isinstance(values, np.ndarray):
            raise TypeError("only an array has a dtype")
        self.values = values


def scaled(known: list) -> str:
    """Return that the results are ours times a number, or plus one, if they are."""
    kinds = (np.ndarray, np.generic, int, float, complex)
    pairs = [(np.asarray(actual), np.asarray(expected)) for _, actual, expected in known
             if isinstance(actual, kinds) and isinstance(expected, kinds) and np.shape(actual) == np.shape(expected)]
    if len(pairs) != len(known) or any(p.dtype.kind not in "biufc" for pair in pairs for p in pair):
        return ""
    actual, expected = (np.concatenate([p[i].ravel().astype(complex) for p in pairs]) for i in (0, 1))
    if not (np.isfinite(actual).all() and np.isfinite(expected).all()):
        return ""
    close = 1e-6 * max(np.abs(expected).max(initial=0), np.abs(actual).max(initial=0), 1e-300)
    if (energy := (np.abs(expected)**2).sum()) > 0:
        factor = complex((actual * expected.conj()).sum() / energy)
        if abs(factor - 1) > 1e-6 and abs(factor) > 1e-9 and (np.abs(actual - factor * expected) <= close).all():
            return f"your results are ours times {factor.real if factor.imag == 0 else factor:.6g}"
    apart = complex((actual - expected).mean())
    if abs(apart) > close and (np.abs(actual - expected - apart) <= close).all() and len(actual) > 1:
        return f"your results are ours plus {apart.real:.6g}"
    if 0 < np.abs(actual - expected).max() <= 3e-5 * np.abs(expected).max():
        return "right to about six digits: is something computed in float32?"
    whole = all(p.dtype.kind in "iu" for pair in pairs for p in pair)
    if whole and np.abs(actual - expected).max() == 1:
        return "never off by more than 1: is it rounded as it should be (halves, downwards, to nearest)?"
    return ""


CHANGES = [
    ("your result is ours with its last two axes exchanged (transposed)", lambda e: e.swapaxes(-1, -2)),
    ("your result has the opposite sign", lambda e: -e),
    *[(f"your result is ours in reverse along {where}", lambda e, a=axis: np.flip(e, a))
      for axis, where in ((0, "the first axis"), (-1, "the last axis"))],
    *[(f"your result is ours shifted by {step:+d} along {where}", lambda e, a=axis, s=step: np.roll(e, s, a))
      for axis, where in ((0, "the first axis"), (-1, "the last axis")) for step in (1, -1)],
    *[(f"your result is ours {step:+d} everywhere", lambda e, s=step: e + like(e, s)) for step in (1, -1)],
    ("your result is ours times 2", lambda e: e * like(e, 2)),
    ("your result is half of ours", lambda e: halved(e)),
    ("your result is ours with negative values cut off at 0", lambda e: np.maximum(e, like(e, 0))),
    ("your values are ours rounded to whole numbers: keep them as floats", lambda e: np.round(e)),
    ("your values are ours rounded down", lambda e: np.floor(e).astype(e.dtype)),
    ("your values are the squares of ours: the root is missing", lambda e: e**2),
    ("your values are the roots of ours: one root too many", lambda e: np.sqrt(e)),
]


def halved(expected: object) -> object:
    """Return half of a result, of the same type."""
    if isinstance(expected, np.ndarray):
        return (expected / 2).astype(expected.dtype)
    return type(expected)(expected / 2)            # type: ignore


def of(chapter: str, name: str) -> Callable:
    """Return a public function, found when it is called."""
    return lambda *a, **k: getattr(importlib.import_module(f"refimpl.{chapter}"), name)(*a, **k)


# ---- what belongs to one concept -----------------------------------------------------------------------------------

def from_zero(image: np.ndarray) -> np.ndarray:
    """Equalization by the cumulative histogram as it is, the darkest level's count not taken off."""
    n = np.bincount(image.ravel(), minlength=int(np.iinfo(image.dtype).max) + 1)
    return (np.cumsum(n) * np.iinfo(image.dtype).max / image.size + 0.5).astype(image.dtype)[image]


def truncated_equalization(image: np.ndarray) -> np.ndarray:
    """Equalization that cuts off instead of rounding."""
    top = int(np.iinfo(image.dtype).max)
    cumulative = np.cumsum(np.bincount(image.ravel(), minlength=top + 1))
    first = cumulative[image.min()]
    if first == image.size:
        return image.copy()
    return ((cumulative - first).clip(0) * top / (image.size - first)).astype(image.dtype)[image]


def second_form(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float, momentum: float = 0.9) -> tuple:
    """The velocity without the learning rate, as in PyTorch."""
    v = grad if v is None else momentum * v + grad
    return w - lr * v, v


def first_form(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float, momentum: float = 0.9,
               **rest: object) -> tuple:
    """The velocity with the learning rate in it, as in the notes."""
    v = -lr * grad if v is None else momentum * v - lr * grad
    return w + v, v


def luminance_709(image: np.ndarray) -> np.ndarray:
    """Grey by the weights of Rec. 709."""
    return np.rint(image @ np.array([0.2126, 0.7152, 0.0722])).astype(np.uint8)


def mean_of_channels(image: np.ndarray) -> np.ndarray:
    """Grey as the mean of the channels."""
    return np.rint(image.mean(-1)).astype(np.uint8)


def with_column(keypoints: np.ndarray, column: int, values: np.ndarray) -> np.ndarray:
    """Return keypoints, x, y, diameter and angle, with other values in a column."""
    changed = keypoints.copy()
    changed[:, column] = values
    return changed


def inverse_times_n(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """The inverse transform without its factor 1/n."""
    return of("frequency", "ifft")(x, axis) * x.shape[axis]


SPECIFIC_RESULTS: dict = {
    "sift": [
        ("angles run clockwise here, as rows run downwards", lambda k, d: (with_column(k, 3, -k[:, 3] % 360), d)),
        ("the third number is the diameter, not the radius", lambda k, d: (with_column(k, 2, k[:, 2] / 2), d)),
        ("x comes first, then y", lambda k, d: (k[:, [1, 0, 2, 3]], d)),
        ("positions are in pixels of the image, not of the doubled one", lambda k, d: (k * [2, 2, 2, 1], d)),
        ("descriptors are whole numbers, 512 long before they are rounded", lambda k, d: (k, d / np.float32(512))),
        ("angles are in degrees", lambda k, d: (with_column(k, 3, np.radians(k[:, 3])), d))],
}
SPECIFIC: dict = {
    "equalize_histogram": [
        ("the darkest level does not become 0: its count must be taken off, above and below the line", from_zero),
        ("you cut off where you should round to nearest", truncated_equalization)],
    "rgb_to_gray": [
        ("these are the weights of Rec. 709; ours, and OpenCV's, are those of Rec. 601", luminance_709),
        ("this is the mean of the channels: the eye weighs them 0.299, 0.587, 0.114", mean_of_channels)],
    "momentum_step": [("second form of momentum: v gathers gradients, and lr is applied to v (PyTorch)", second_form)],
    "nesterov_step": [("second form of momentum: v gathers gradients, and lr is applied to v (PyTorch)", second_form)],
    "torch_momentum_step": [("first form of momentum: lr is in v (as in the notes); in PyTorch it is not", first_form)],
    "dilation": [("this is erosion: the minimum under the footprint", of("imaging", "erosion"))],
    "erosion": [("this is dilation: the maximum under the footprint", of("imaging", "dilation"))],
    "opening": [("closing and opening are exchanged", of("imaging", "closing"))],
    "closing": [("opening and closing are exchanged", of("imaging", "opening"))],
    "correlate": [("you computed a convolution: the kernel is not flipped here", of("imaging", "convolve"))],
    "convolve": [("you computed a correlation: flip the kernel", of("imaging", "correlate"))],
    "dft": [("this is the inverse transform, times n: the exponent is negative here", inverse_times_n)],
    "fft": [("this is the inverse transform, times n: the exponent is negative here", inverse_times_n)],
    "ifft": [("the factor 1/n stands with the inverse: yours is missing", inverse_times_n)],
}
