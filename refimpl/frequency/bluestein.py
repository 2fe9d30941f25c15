"""Bluestein's algorithm (Bluestein 算法, 线性调频 Z 变换): a transform of any length from transforms of a better one.

    j·k = (j² + k² − (k − j)²)/2        so        X[k] = c[k] · Σ_j (x[j]·c[j]) · c̄[k − j],        c[j] = e^(−πi·j²/n)

The product j·k turned into a difference k − j makes the sum a convolution, and a convolution of length n is a product
of spectra of any length N ≥ 2n − 1.  N is chosen with small factors only.  c is a chirp (线性调频): a wave that turns
faster and faster.

Shapes   x (n, columns)  →  (n, columns) complex, every column transformed
Cost     three transforms of N < 4n samples: n·log n for primes too
Source   Bluestein 1970, "A linear filtering approach to the computation of discrete Fourier transform"
Checked  dft;  numpy.fft, scipy.fft;  the error against long double for every n up to 4096 with a large prime factor
Beware   j² is taken modulo 2n, the period of the chirp, before the wave is computed: for large n all digits
         depend on it.
"""
import math

import numpy as np

from refimpl.frequency.dft import complex_type, roots_of_unity
from refimpl.frequency.mixed_radix import mixed_radix_fft

__all__ = ["bluestein_fft", "good_length"]


def bluestein_fft(x: np.ndarray) -> np.ndarray:
    """Return the discrete Fourier transform of every column.

    Raises TypeError for what is no number, ValueError unless x is (n, columns) with n at least 1.

    >>> [[round(v.real), round(v.imag)] for [v] in bluestein_fft(np.array([[3], [0], [0]])).tolist()]
    [[3, 0], [3, 0], [3, 0]]
    """
    if x.ndim != 2 or len(x) == 0:
        raise ValueError(f"x must be (n, columns) with n at least 1, got shape {x.shape}")
    dtype, n, N = complex_type(x.dtype), len(x), good_length(2 * len(x) - 1)
    j = np.arange(n)
    c = roots_of_unity(j * j % (2 * n), 2 * n).astype(dtype)[:, None]
    signal, chirp = np.zeros((N, x.shape[1]), dtype), np.zeros((N, 1), dtype)
    signal[:n] = x * c
    chirp[j], chirp[-j] = c.conj(), c.conj()                        # c̄[k − j] also looks back, round the end
    product = mixed_radix_fft(signal) * mixed_radix_fft(chirp)
    return c * (mixed_radix_fft(product.conj())[:n].conj() / N)     # conj, transform, conj, 1/N: the inverse


def good_length(n: int) -> int:
    """Return the smallest number from n on that is 1, 3 or 5 times a power of two.

    >>> [good_length(n) for n in (1, 6, 7, 9, 17, 100)]
    [1, 6, 8, 10, 20, 128]
    """
    return min(odd << max(0, math.ceil(math.log2(n / odd))) for odd in (1, 3, 5))
