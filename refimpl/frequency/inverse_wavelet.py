"""Inverse discrete wavelet transform (离散小波逆变换): every coefficient lays its filter into the signal.

    x[t] = Σ_k h[t − 2k + L − 2]·a[k] + g[t − 2k + L − 2]·d[k]        t = 0 … 2K − L + 1

The analysis asked how much of each filter there is in the signal; the synthesis adds up that much of each.  Since the
filters, shifted by two, are orthonormal, that is the signal.  In mode periodization they go round the end: t modulo 2K,
h[t − 2k + L/2 − 1].

Shapes   approximation and detail (…, K, …)  →  x (…, 2K − L + 2, …), 2K in mode periodization
Cost     L multiplications and additions per sample
Source   Mallat 1989, "A theory for multiresolution signal decomposition";  Daubechies 1988
Checked  pywt.idwt, all nine modes;  it undoes `dwt`
Beware   A signal of odd length comes back with one sample more.  A NaN or an infinity reaches the samples that its
         filter covers.
"""
import numpy as np

from refimpl.arguments import as_axis
from refimpl.frequency.banded import _products
from refimpl.frequency.wavelet import BLOCK, _with_bank

__all__ = ["idwt", "idwt_definition"]


def idwt_definition(approximation: np.ndarray, detail: np.ndarray, bank: np.ndarray, mode: str = "symmetric",
                    axis: int = -1) -> np.ndarray:
    """Every coefficient lays its filter into the signal; in mode periodization, round the end."""
    a, d, bank = _pair(approximation, detail, bank, mode, axis)
    (K, L), periodic = (len(a), bank.shape[1]), mode == "periodization"
    n, first = (2 * K, 1 - L // 2) if periodic else (2 * K - L + 2, 2 - L)
    x = np.zeros((n, *a.shape[1:]), a.dtype)
    with np.errstate(invalid="ignore", over="ignore"):
        for k in range(K):
            for m in range(L):
                t = (2 * k + m + first) % (2 * K) if periodic else 2 * k + m + first
                if 0 <= t < n:
                    x[t] += bank[0, m] * a[k] + bank[1, m] * d[k]
    return x.swapaxes(0, axis)


def idwt(approximation: np.ndarray, detail: np.ndarray, bank: np.ndarray, mode: str = "symmetric",
         axis: int = -1) -> np.ndarray:
    """Return the signal that has these coefficients: 2K − L + 2 samples from K of each, 2K in mode periodization.

    Raises TypeError for what is not real, ValueError for shapes that differ, or too few coefficients.

    >>> idwt(np.array([2, 4]), np.array([-1, 0]), np.array([[1, 1], [1, -1]])).tolist()
    [1.0, 3.0, 4.0, 4.0]
    """
    a, d, bank = _pair(approximation, detail, bank, mode, axis)
    around = bank.shape[1] // 2 - 1 if mode == "periodization" else 0
    if around:                                                     # the first coefficients once more, after the last
        a, d = (part[np.arange(len(part) + around) % len(part)] for part in (a, d))
    with np.errstate(invalid="ignore", over="ignore"):
        x = _signal(a, d, bank.astype(a.dtype))
    return (np.roll(x, around, 0) if around else x).swapaxes(0, axis)


def _pair(approximation: np.ndarray, detail: np.ndarray, bank: np.ndarray, mode: str, axis: int) -> tuple:
    """Return both with the axis first, and the bank, if they belong together."""
    a, d, bank, mode = _with_bank("(…, n)", bank, mode, approximation=approximation, detail=detail)
    axis, taps = as_axis(a.ndim, axis=axis), bank.shape[1]
    least = 1 if mode == "periodization" else taps // 2
    if a.shape != d.shape:
        raise ValueError(f"approximation and detail must have the same shape, got {a.shape} and {d.shape}")
    if a.shape[axis] < least:
        raise ValueError(f"approximation must have at least {least} coefficients for {taps} taps, got {a.shape[axis]}")
    return a.swapaxes(axis, 0), d.swapaxes(axis, 0), bank


def _signal(a: np.ndarray, d: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Return the second sum: as a banded product, or one coefficient of the filters after the other."""
    (K, *others), L = a.shape, bank.shape[1]
    n, last = 2 * K - L + 2, BLOCK + L // 2 - 1
    if L > 2 and a.dtype.kind == "f":
        T = np.zeros((2 * last + L, last, 2), a.dtype)
        for k in range(last):
            T[2 * k:2 * k + L, k] = bank.T                         # of the first L − 2 rows only a part is there
        T = T[None, L - 2:L - 2 + 2 * BLOCK].reshape(1, 2 * BLOCK, 2 * last)
        both = np.stack([a, d], 1).reshape(2 * K, a.size // K)     # a[0], d[0], a[1], d[1], …
        x = _products(both, T, 2 * BLOCK, n)[0].reshape(n, *others)
        if np.isfinite(x[::2 * BLOCK].sum()):                      # else the zeros of T met a NaN or an infinity
            return x
    x = np.empty((n, *others), a.dtype)
    for m, (h, g) in enumerate(bank.T):                            # h[m] is met by every second sample
        seen = slice((L - 1 - m) // 2, (L - 1 - m + n) // 2)
        part = h * a[seen] + g * d[seen]
        x[m % 2::2] = part if m < 2 else x[m % 2::2] + part
    return x
