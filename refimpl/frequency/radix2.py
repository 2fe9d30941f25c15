"""Radix-2 fast Fourier transform (基-2 快速傅里叶变换): a transform of n samples from two of n/2.

    X[k]       = E[k] + w^k·O[k]                        w = e^(−2πi/n),  k = 0 … n/2 − 1
    X[k + n/2] = E[k] − w^k·O[k]

E is the transform of the samples at even places, O of those at odd places.  Both have period n/2, and w^(n/2) = −1: so
each product serves two frequencies.  Halving n again and again leaves single samples, which are their own transforms;
n·log₂ n of work instead of n².  This is the form to understand; `fft` is the one to use, for any n.

Shapes   x (n,), n a power of two  →  (n,) complex
Cost     n/2·log₂ n multiplications and n·log₂ n additions of complex numbers
Source   Cooley & Tukey 1965, "An algorithm for the machine calculation of complex Fourier series"
Checked  dft;  the multiplications and additions, by counting them
Beware   In NumPy the calls of ever smaller pieces cost far more than the arithmetic: some hundred times np.fft's time.
         float32 is summed in double precision, and rounded once.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.frequency.dft import complex_type
from refimpl.frequency.roots_of_unity import roots_of_unity

__all__ = ["radix2_fft"]


def radix2_fft(x: np.ndarray) -> np.ndarray:
    """Return the discrete Fourier transform of n samples, n a power of two, by halving.

    Raises TypeError for what is no number, ValueError unless x is (n,) with n a power of two.

    >>> [[round(v.real), round(v.imag)] for v in radix2_fft(np.array([1, 2, 3, 4])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    x = as_array("(n,)", "complex", x=x)
    if x.size == 0 or x.size & (x.size - 1):
        raise ValueError(f"x must be (n,) with n a power of two, got shape {x.shape}")
    w = roots_of_unity(np.arange(x.size // 2), x.size)
    with np.errstate(invalid="ignore", over="ignore"):
        return _halves(x, w).astype(complex_type(x.dtype))


def _halves(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the transform of x, by w^k for k < n/2; every second of these serves x's halves."""
    if len(x) == 1:
        return x
    even, odd = _halves(x[0::2], w[0::2]), _halves(x[1::2], w[0::2])
    turned = odd * w
    return np.concatenate([even + turned, even - turned])
