"""Mixed-radix fast Fourier transform (混合基快速傅里叶变换): n = r·m samples as m transforms of r, then r of m.

    X[k + r·l] = Σ_b w_m^(bl) · ( w_n^(bk) · Σ_a w_r^(ak) · x[m·a + b] )        w_n = e^(−2πi/n)

    a, k = 0 … r − 1        b, l = 0 … m − 1

Write the samples row by row into r rows of m: the inner sum transforms the columns, the twiddle factors (旋转因子)
w_n^(bk) follow, and the outer sum transforms the rows, in the same way, for m has factors of its own.  The inner sums
are a product with the r × r matrix of the definition.  That product is what compiled code does best, so r is not 2 but
about 16: few rounds, each of them one large matrix product.  After a round the finished k stands beside the columns
that wait their turn, and so the frequencies come out in order.

Shapes   x (n, columns)  →  (n, columns) complex, every column transformed
Cost     n·(r₁ + r₂ + …) multiplications of complex numbers for n = r₁·r₂·…, and n for the twiddles of each round
Source   Cooley & Tukey 1965;  the order that needs no sorting: Stockham 1966, "High-speed convolution and
         correlation"
Checked  dft;  numpy.fft, scipy.fft;  the error against long double for every n up to 4096
Beware   A large prime factor is a large matrix: n = 1009 costs n².  That is what `bluestein_fft` is for.
"""
from functools import lru_cache

import numpy as np

from refimpl.frequency.dft import complex_type, roots_of_unity

__all__ = ["mixed_radix_fft", "radices"]


def mixed_radix_fft(x: np.ndarray) -> np.ndarray:
    """Return the discrete Fourier transform of every column.

    Raises TypeError for what is no number, ValueError unless x is (n, columns) with n at least 1.

    >>> [[round(v.real), round(v.imag)] for [v] in mixed_radix_fft(np.array([[1], [2], [3], [4]])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    if x.ndim != 2 or len(x) == 0:
        raise ValueError(f"x must be (n, columns) with n at least 1, got shape {x.shape}")
    dtype, m = complex_type(x.dtype), len(x)
    x, summed, turned = x.astype(dtype), np.empty(x.shape, dtype), np.empty(x.shape, dtype)
    for r in radices(m):
        m //= r
        np.matmul(_matrix(r, dtype), x.reshape(r, -1), out=summed.reshape(r, -1))                  # k, (b, …)
        if m == 1:
            return summed
        k_last = turned.reshape(m, r, -1).transpose(1, 0, 2)
        np.multiply(summed.reshape(r, m, -1), _twiddles(r, m, dtype), out=k_last)                  # b, (k, …)
        x = turned
    return x


@lru_cache(maxsize=1024)
def radices(n: int) -> tuple:
    """Return factors of n: the largest up to 16, again and again; where there is none, the smallest prime.

    >>> radices(4096), radices(60), radices(34), radices(1)
    ((16, 16, 16), (15, 4), (2, 17), ())
    """
    if n == 1:
        return ()
    divisors = [r for r in range(2, min(n, 16) + 1) if n % r == 0]
    r = divisors[-1] if divisors else next(r for r in range(17, n + 1) if n % r == 0)
    return (r, *radices(n // r))


@lru_cache(maxsize=64)
def _matrix(r: int, dtype: np.dtype) -> np.ndarray:
    """Return w_r^(ak), row k, column a."""
    return roots_of_unity(np.outer(np.arange(r), np.arange(r)), r).astype(dtype)


@lru_cache(maxsize=32)
def _twiddles(r: int, m: int, dtype: np.dtype) -> np.ndarray:
    """Return w_n^(bk) for n = r·m: row k, column b, and an axis for all that goes along."""
    return roots_of_unity(np.outer(np.arange(r), np.arange(m)), r * m).astype(dtype)[:, :, None]
