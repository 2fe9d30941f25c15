"""Bluestein's algorithm (Bluestein 算法, 线性调频 Z 变换): a transform of any length from transforms of a better one.

    j·k = (j² + k² − (k − j)²)/2        so        X[k] = c[k] · Σ_j (x[j]·c[j]) · c̄[k − j],        c[j] = e^(−πi·j²/n)

The product j·k turned into a difference k − j makes the sum a convolution, and a convolution of length n is a product
of spectra of any length N ≥ 2n − 1.  N is chosen with small factors only.  c is a chirp (线性调频): a wave that turns
faster and faster.

Shapes   x (n, columns)  →  (n, columns) complex, every column transformed
Cost     two transforms of N < 8/3·n samples, and a third unless n is one of the last 8 lengths: n·log n, primes too
Source   Bluestein 1970, "A linear filtering approach to the computation of discrete Fourier transform"
Checked  dft;  numpy.fft, scipy.fft;  the error against long double for every n up to 4096 with a large prime factor
Beware   j² is taken modulo 2n before the wave is computed: e^(−πi·t/n) has that period, and without it the error
         grows with n.
"""
from functools import lru_cache

import numpy as np

from refimpl.arguments import as_array, whole_numbers
from refimpl.frequency.dft import complex_type
from refimpl.frequency.mixed_radix import mixed_radix_fft
from refimpl.frequency.roots_of_unity import roots_of_unity

__all__ = ["bluestein_fft", "good_length"]


def bluestein_fft(x: np.ndarray) -> np.ndarray:
    """Return the discrete Fourier transform of every column.

    Raises TypeError for what is no number, ValueError unless x is (n, columns) with n at least 1.

    >>> [[round(v.real), round(v.imag)] for [v] in bluestein_fft(np.array([[3], [0], [0]])).tolist()]
    [[3, 0], [3, 0], [3, 0]]
    """
    x = as_array("(n, columns)", "complex", x=x)
    if len(x) == 0:
        raise ValueError(f"x must be (n, columns) with n at least 1, got shape {x.shape}")
    with np.errstate(invalid="ignore", over="ignore"):
        return _convolved(x, complex_type(x.dtype))


def _convolved(x: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return the transform of every column by way of a convolution, rounded to the dtype at the end."""
    n, (c, filtering) = len(x), _chirp(len(x))
    signal = np.zeros((len(filtering), x.shape[1]), complex if dtype.kind == "c" else dtype)
    signal[:n] = x * c
    product = mixed_radix_fft(signal) * filtering
    convolved = mixed_radix_fft(product.conj())[:n].conj() / len(product)          # conj, transform, conj, 1/N: inverse
    return (c * convolved).astype(dtype)


def good_length(n: int) -> int:
    """Return the smallest number from n on that is 1, 3 or 5 times a power of two.

    >>> [good_length(n) for n in (1, 6, 7, 9, 17, 100)]
    [1, 6, 8, 10, 20, 128]
    """
    [n] = whole_numbers(1, n=n)
    return min(odd << (-(-n // odd) - 1).bit_length() for odd in (1, 3, 5))


@lru_cache(maxsize=8)
def _chirp(n: int) -> tuple:
    """Return c (n, 1), and the spectrum (N, 1) of c̄, which also looks back: round the end."""
    j = np.arange(n)
    c = roots_of_unity(j * j % (2 * n), 2 * n)[:, None]
    both = np.zeros((good_length(2 * n - 1), 1), complex)
    both[j], both[-j] = c.conj(), c.conj()
    return c, mixed_radix_fft(both)
