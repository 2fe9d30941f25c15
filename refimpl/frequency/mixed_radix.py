"""Mixed-radix fast Fourier transform (混合基快速傅里叶变换): n = r·m samples as m transforms of r, then r of m.

    X[k + r·l] = Σ_b w_m^(bl) · ( w_n^(bk) · Σ_a w_r^(ak) · x[m·a + b] )        w_n = e^(−2πi/n)

    a, k = 0 … r − 1        b, l = 0 … m − 1

Write the samples row by row into r rows of m: the inner sum transforms the columns, the twiddle factors (旋转因子)
w_n^(bk) follow, and the outer sum transforms the rows, in the same way, for m has factors of its own.  The inner sums
are a product with the r × r matrix of the definition.  That product is what compiled code does best, so r is not 2 but
about 16: few rounds, each of them one large matrix product.  After a round the finished k stands beside the columns
that wait their turn, and so the frequencies come out in order.

Shapes   x (n, columns)  →  (n, columns) complex, every column transformed
Cost     n·(r₁ + r₂ + …) multiplications of complex numbers for n = r₁·r₂·…, and n for the twiddles of all rounds
         but the last
Source   Cooley & Tukey 1965;  the order that needs no sorting: Stockham 1966, "High-speed convolution and
         correlation"
Checked  dft;  numpy.fft, scipy.fft;  the error against long double for every n up to 4096
Beware   A large prime factor is a large matrix: n = 1009 costs n².  That is what `bluestein_fft` is for.  Long sums
         lose digits: float32 is summed in double precision, and rounded once, where a factor is above 16.
"""
import math
from functools import lru_cache

import numpy as np

from refimpl.arguments import as_array, whole_numbers
from refimpl.frequency.dft import DOUBLE, SINGLE, complex_type
from refimpl.frequency.roots_of_unity import roots_of_unity

__all__ = ["mixed_radix_fft", "radices"]

LARGEST_RADIX = 16                                 # but for primes


def mixed_radix_fft(x: np.ndarray) -> np.ndarray:
    """Return the discrete Fourier transform of every column.

    Raises TypeError for what is no number, ValueError unless x is (n, columns) with n at least 1.

    >>> [[round(v.real), round(v.imag)] for [v] in mixed_radix_fft(np.array([[1], [2], [3], [4]])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    x = as_array("(n, columns)", "complex", x=x)
    if len(x) == 0:
        raise ValueError(f"x must be (n, columns) with n at least 1, got shape {x.shape}")
    with np.errstate(invalid="ignore", over="ignore"):
        return _rounds(x, complex_type(x.dtype))


def _rounds(x: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return the transform of every column, one round for each factor; in double precision where one is large."""
    if dtype == SINGLE and max(_factors(len(x)), default=1) > LARGEST_RADIX:
        return _rounds(x.astype(DOUBLE), DOUBLE).astype(dtype)
    x, summed, turned = x.astype(dtype, copy=False), np.empty(x.shape, dtype), np.empty(x.shape, dtype)
    for matrix, twiddles in _constants(len(x), dtype):
        r, m, _ = twiddles.shape
        np.matmul(matrix, x.reshape(r, -1), out=summed.reshape(r, -1))                             # k, (b, …)
        if m == 1:
            return summed
        np.multiply(summed.reshape(r, m, -1), twiddles, out=turned.reshape(m, r, -1).transpose(1, 0, 2))
        x = turned                                                                                 # b, (k, …)
    return x


def radices(n: int) -> tuple:
    """Return factors of n, at most 2⁴⁸: the largest up to 16, again and again; if there is none, the smallest prime.

    >>> radices(4096), radices(60), radices(34), radices(1)
    ((16, 16, 16), (15, 4), (2, 17), ())
    """
    [n] = whole_numbers(1, 2**48, n=n)
    return _factors(n)


@lru_cache(maxsize=1024)
def _factors(n: int) -> tuple:
    """Return the radices of n."""
    if n == 1:
        return ()
    divisors = [r for r in range(2, min(n, LARGEST_RADIX) + 1) if n % r == 0]
    r = divisors[-1] if divisors else next((r for r in range(LARGEST_RADIX + 1, math.isqrt(n) + 1, 2) if n % r == 0), n)
    return (r, *_factors(n // r))


@lru_cache(maxsize=32)
def _constants(n: int, dtype: np.dtype) -> list:
    """Return for each round w_r^(ak), and w_n^(bk), row k, column b, and an axis for all that goes along."""
    out = []
    for r in _factors(n):
        twiddles = roots_of_unity(np.outer(np.arange(r), np.arange(n // r)), n)
        out.append((_matrix(r, dtype), twiddles.astype(dtype)[:, :, None]))
        n //= r
    return out


@lru_cache(maxsize=64)
def _matrix(r: int, dtype: np.dtype) -> np.ndarray:
    """Return w_r^(ak), row k, column a."""
    return roots_of_unity(np.outer(np.arange(r), np.arange(r)), r).astype(dtype)
