"""Lifting (提升方案): a wavelet transform in whole numbers, that can be undone to the last bit.

    predict   d[k] = x[2k + 1] − ⌊(x[2k] + x[2k + 2])/2⌋
    update    a[k] = x[2k] + ⌊(d[k − 1] + d[k] + 2)/4⌋

Every odd sample is guessed from its even neighbours, and only the error of the guess is kept; then the even samples are
corrected so that their mean stays that of the signal, but for rounding and the ends.  Each step adds something to one
half that is computed from the other half: whatever was rounded, subtracting the same thing undoes it.  This is the 5/3
wavelet of lossless JPEG 2000, named for the lengths of the filters that the two steps make: (−1, 2, 6, 2, −1)/8 and
(−1, 2, −1)/2.

Shapes   x (…, n, …)  →  approximation (…, ⌈n/2⌉, …) and detail (…, ⌊n/2⌋, …), int64
Cost     two additions and a shift per detail, three and a shift per approximation; no multiplication
Source   Calderbank, Daubechies, Sweldens & Yeo 1998, "Wavelet transforms that map integers to integers";
         Le Gall & Tabatabai 1988 (the filters);  ISO/IEC 15444-1, annex F
Checked  the two filters, by scipy.ndimage.correlate1d, to one level;  exact reconstruction
Beware   Beyond the ends the signal is mirrored in its end samples.  A single sample is its own approximation.  Not
         orthonormal: a keeps the scale of the signal, instead of √2 times that.  Within ±(2⁶¹ − 1) every step is
         exact; beyond, 64 bits may wrap round, and the signal comes back all the same.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis

__all__ = ["lift_53", "lift_53_definition", "unlift_53", "unlift_53_definition"]


def lift_53_definition(x: np.ndarray, axis: int = -1) -> tuple:
    """The two steps, one sample at a time."""
    f = _whole(axis, x=x)
    n = len(f)
    with np.errstate(over="ignore"):
        d = [f[2 * k + 1] - (f[2 * k] + f[2 * k + 2 if 2 * k + 2 < n else 2 * k]) // 2 for k in range(n // 2)]
        a = [f[2 * k] + (d[max(k - 1, 0)] + d[min(k, n // 2 - 1)] + 2) // 4 if d else f[0] for k in range((n + 1) // 2)]
    return tuple(np.array(part, np.int64).reshape(-1, *f.shape[1:]).swapaxes(0, axis) for part in (a, d))


def lift_53(x: np.ndarray, axis: int = -1) -> tuple:
    """Return (approximation, detail) of whole numbers along an axis.

    Raises TypeError for what is no whole number of at most 64 bits with sign, ValueError for an empty signal.

    >>> a, d = lift_53(np.array([1, 3, 5, 9]))
    >>> a.tolist(), d.tolist()
    ([1, 6], [0, 4])
    """
    f = _whole(axis, x=x)
    even, odd = f[0::2], f[1::2]
    if len(f) == 1:
        return even.swapaxes(0, axis).copy(), odd.swapaxes(0, axis).copy()
    d = odd - _guess(even, len(odd))
    return (even + _correction(d, len(even))).swapaxes(0, axis), d.swapaxes(0, axis)


def unlift_53_definition(approximation: np.ndarray, detail: np.ndarray, axis: int = -1) -> np.ndarray:
    """The two steps back, one sample at a time."""
    a, d = _halves_of(approximation, detail, axis)
    n, last = len(a) + len(d), len(d) - 1
    with np.errstate(over="ignore"):
        even = [a[k] - (d[max(k - 1, 0)] + d[min(k, last)] + 2) // 4 if len(d) else a[0] for k in range(len(a))]
        odd = [d[k] + (even[k] + even[k + 1 if 2 * k + 2 < n else k]) // 2 for k in range(len(d))]
    return np.array([(even, odd)[t % 2][t // 2] for t in range(n)]).swapaxes(0, axis)


def unlift_53(approximation: np.ndarray, detail: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the whole numbers that have this approximation and detail, int64.

    Raises TypeError as lift_53, ValueError unless there are as many details, or one less.

    >>> unlift_53(np.array([1, 6]), np.array([0, 4])).tolist()
    [1, 3, 5, 9]
    """
    a, d = _halves_of(approximation, detail, axis)
    x = np.empty((len(a) + len(d), *a.shape[1:]), np.int64)
    x[0::2] = a - _correction(d, len(a)) if len(d) else a
    x[1::2] = d + _guess(x[0::2], len(d))
    return x.swapaxes(0, axis)


def _guess(even: np.ndarray, odds: int) -> np.ndarray:
    """Return ⌊(x[2k] + x[2k + 2])/2⌋; the last even sample is its own mirror."""
    following = np.concatenate([even[1:], even[-1:]])[:odds]
    return (even[:odds] + following) >> 1


def _correction(d: np.ndarray, evens: int) -> np.ndarray:
    """Return ⌊(d[k − 1] + d[k] + 2)/4⌋; the first and the last detail are their own mirrors."""
    around = np.concatenate([d[:1], d, d[-1:]])
    return (around[:evens] + around[1:evens + 1] + 2) >> 2


def _halves_of(approximation: np.ndarray, detail: np.ndarray, axis: int) -> tuple:
    """Return both as int64 with the axis first, if they belong together."""
    a, d = _whole(axis, approximation=approximation), _whole(axis, detail=detail)
    if len(a) - len(d) not in (0, 1) or a.shape[1:] != d.shape[1:]:
        raise ValueError(f"detail must be as long as the approximation or one shorter along axis {axis}, and else the "
                         f"same, got shapes {a.swapaxes(0, axis).shape} and {d.swapaxes(0, axis).shape}")
    return a, d


def _whole(axis: int, **named: object) -> np.ndarray:
    """Return the argument as int64, the axis first."""
    x, [name] = as_array("(…, n)", **named), named  # type: ignore[arg-type]
    if x.dtype.kind not in "bui" or x.dtype == np.uint64:
        raise TypeError(f"{name} must be bool or integer, up to int64, got {x.dtype}")
    if name != "detail" and x.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {x.shape}")
    return x.astype(np.int64).swapaxes(as_axis(x.ndim, axis=axis), 0)
