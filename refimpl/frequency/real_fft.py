"""Fourier transform of real signals (实信号傅里叶变换): half of the spectrum says it all.

    X[n − k] = Σ_j x[j]·w^(−jk) = conj(X[k])  for real x,        w = e^(−2πi/n)

So the frequencies 0 … ⌊n/2⌋ are enough; the others are their conjugates, in reverse.  The inverse puts them back.

Shapes   rfft: x (…, n, …) real  →  (…, ⌊n/2⌋ + 1, …) complex        irfft: back, to n samples
Cost     that of fft.  Half of it could be saved: pack the samples at even and odd places into one complex signal, and
         unpack its spectrum; or leave out half of every round, as compiled libraries do
Source   Cooley, Lewis & Welch 1970, "The fast Fourier transform algorithm: programming considerations in the
         calculation of sine, cosine and Laplace transforms"
Checked  numpy.fft.rfft, irfft;  fft, for real signals
Beware   ⌊n/2⌋ + 1 values belong to two lengths: irfft takes the even one, 2·(m − 1), unless it is told n.  It ignores
         the imaginary part of X[0], and of X[n/2]: a real signal has none there.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers
from refimpl.frequency.dft import complex_type, lines_first
from refimpl.frequency.fft import fft

__all__ = ["irfft", "rfft"]


def rfft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the first ⌊n/2⌋ + 1 values of the discrete Fourier transform of a real signal, along an axis.

    Raises TypeError for what is not real, ValueError for an axis that is empty or not there.

    >>> [[round(v.real), round(v.imag)] for v in rfft(np.array([1, 2, 3, 4])).tolist()]
    [[10, 0], [-2, 2], [-2, 0]]
    """
    x = as_array("(…, n)", x=x)
    X = fft(x, axis).swapaxes(0, axis)
    return X[:len(X) // 2 + 1].swapaxes(0, axis)


def irfft(x: np.ndarray, n: int | None = None, axis: int = -1) -> np.ndarray:
    """Return the n real samples, an even number unless told otherwise, whose first ⌊n/2⌋ + 1 frequencies are x.

    Raises TypeError for what is no number, ValueError unless x has ⌊n/2⌋ + 1 values along the axis.

    >>> [round(v) for v in irfft(np.array([10, -2 + 2j, -2])).tolist()]
    [1, 2, 3, 4]
    """
    X = lines_first(x, axis)
    m = len(X)
    [n] = [2 * (m - 1)] if n is None else whole_numbers(None, n=n)
    if n < 1 or n // 2 + 1 != m:
        raise ValueError(f"x must have n//2 + 1 values along axis {axis}, with n at least 1, got {m} values for "
                         f"n = {n}")
    X = X.astype(complex_type(X.dtype))
    X[0] = X[0].real
    if n % 2 == 0:
        X[-1] = X[-1].real
    mirrored = X[(n - 1) // 2:0:-1]                                            # conj of X[⌊n/2⌋ + 1] … X[n − 1]
    return (fft(np.concatenate([X.conj(), mirrored]), 0).real / n).swapaxes(0, axis)
