"""Signal extension (信号延拓): what a wavelet filter sees before the first sample and after the last.

    zero            0 0 0 | a b c d | 0 0 0        constant        a a a | a b c d | d d d
    symmetric       c b a | a b c d | d c b        antisymmetric  −c −b −a | a b c d | −d −c −b
    reflect         d c b | a b c d | c b a        periodic        b c d | a b c d | a b c
    antireflect     2a − b before a, 2d − c after d, and so on: mirrored in the end samples, upside down
    smooth          a − (b − a) before a, d + (d − c) after d, and so on: straight lines
    periodization   as periodic, an odd signal made even by repeating its last sample

A finite signal has as many coefficients as samples, but filters look beyond the ends.  With more than two taps, all
modes but periodization pay with some coefficients more; which mode is best depends on how the signal would go on.

Shapes   x (n, …)  →  (before + n + after, …)
Cost     a copy; at most two multiplications and two additions per value beyond the ends
Source   Strang & Nguyen, Wavelets and Filter Banks, ch. 8;  the modes and their names are those of PyWavelets
Checked  pywt.pad
Beware   reflect and antireflect need two samples.  In scipy.ndimage symmetric is called reflect, reflect mirror.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, check_elements, whole_numbers

__all__ = ["extend_signal"]

EXTENSIONS = ("zero", "constant", "symmetric", "antisymmetric", "reflect", "antireflect", "smooth", "periodic",
              "periodization")


def extend_signal(x: np.ndarray, before: int, after: int, mode: str = "symmetric") -> np.ndarray:
    """Return x with what is seen beyond both ends of its first axis; in mode periodization, first made even.

    Whole numbers become float64.  Where nothing is added a float x is returned itself.  Raises ValueError for an
    unknown mode, for no samples, for one sample where the mode needs two, and for before or after below 0.

    >>> extend_signal(np.array([1.0, 2.0, 4.0]), 2, 3, "antireflect").tolist()
    [-2.0, 0.0, 1.0, 2.0, 4.0, 6.0, 7.0, 8.0]
    """
    x, mode = as_array("(…, n)", "float", x=x), as_choice(EXTENSIONS, mode=mode)
    before, after = whole_numbers(0, before=before, after=after)
    check_elements(4 * (before + after) * x[:1].size, before=before, after=after)                  # four on the way
    wide = x.astype(np.result_type(x, np.float32), copy=False)                                     # 2a may be too large
    with np.errstate(invalid="ignore", over="ignore"):
        return _continued(wide, before, after, mode).astype(x.dtype, copy=False)


def _continued(x: np.ndarray, before: int, after: int, mode: str) -> np.ndarray:
    """Return the extended signal, if it has samples enough."""
    needed = 2 if mode in ("reflect", "antireflect") else 1
    if len(x) < needed:
        raise ValueError(f"mode {mode} needs at least {needed} sample(s), got {len(x)}")
    if mode == "periodization" and len(x) % 2:
        x = np.concatenate([x, x[-1:]])
    if before == after == 0:
        return x
    rules = {"zero": _constant, "constant": _constant, "smooth": _smooth, "periodic": _periodic,
             "periodization": _periodic}
    n, beyond = len(x), rules.get(mode, _reflect if "reflect" in mode else _symmetric)
    return np.concatenate([beyond(x, np.arange(-before, 0), mode), x, beyond(x, np.arange(n, n + after), mode)])


def _constant(x: np.ndarray, i: np.ndarray, mode: str) -> np.ndarray:
    """Return the nearest end, or zeros."""
    return x[i.clip(0, len(x) - 1)] if mode == "constant" else np.zeros((len(i), *x.shape[1:]), x.dtype)


def _periodic(x: np.ndarray, i: np.ndarray, mode: str) -> np.ndarray:
    """Return the sample n places on."""
    return x[i % len(x)]


def _symmetric(x: np.ndarray, i: np.ndarray, mode: str) -> np.ndarray:
    """Return the mirrored sample; after an odd number of mirrors upside down, if anti."""
    n = len(x)
    values = x[np.minimum(i % (2 * n), -1 - i % (2 * n) + 2 * n)]
    odd = _along(i // n % 2 == 1, x)
    return np.where(odd, -values, values) if mode == "antisymmetric" else values


def _reflect(x: np.ndarray, i: np.ndarray, mode: str) -> np.ndarray:
    """Return the sample mirrored in the end samples; upside down about them, if anti."""
    q, r = _along(i // (len(x) - 1), x), i % (len(x) - 1)
    straight, mirrored = x[r], x[len(x) - 1 - r]
    if mode == "reflect":
        return np.where(q % 2 == 0, straight, mirrored)
    up, down = q + q % 2, q - q % 2                                # each pair of mirrors lifts by twice the rise
    rise = np.where(up == 0, 0, up * x[-1]) - np.where(down == 0, 0, down * x[0])                  # but without 0·NaN
    return np.where(q % 2 == 0, straight, -mirrored).astype(x.dtype) + rise.astype(x.dtype)


def _smooth(x: np.ndarray, i: np.ndarray, mode: str) -> np.ndarray:
    """Return the straight line through the last two samples."""
    if len(x) == 1:
        return x[i * 0]
    steps, left = _along(np.where(i < 0, -i, i - len(x) + 1), x).astype(x.dtype), _along(i < 0, x)
    return np.where(left, x[0] + steps * (x[0] - x[1]), x[-1] + steps * (x[-1] - x[-2]))


def _along(values: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return values along the first axis of x."""
    return values.reshape(-1, *[1] * (x.ndim - 1))
