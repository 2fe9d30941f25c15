"""Fast Fourier transform (快速傅里叶变换, FFT): the values of the DFT, in n·log n steps, for every n.

    X[k] = Σ_j x[j]·e^(−2πi·jk/n)        x[j] = 1/n · Σ_k X[k]·e^(2πi·jk/n) = 1/n · conj( fft( conj(X) ) )[j]

Where n has small prime factors it is split into them (`mixed_radix_fft`); where one is large, into a convolution of a
length that has none (`bluestein_fft`).  The idea of splitting is seen best in `radix2_fft`, whose recursion is five
lines.

Shapes   x (…, n, …)  →  the same, complex: complex64 for float32 and complex64, complex128 for any other
Cost     n·log n, instead of the n² of `dft`, its definition
Source   Cooley & Tukey 1965, "An algorithm for the machine calculation of complex Fourier series"
Checked  dft and idft;  numpy.fft, scipy.fft;  the error against long double for every n up to 4096 and 2ᵏ up to 2²⁰
Beware   A NaN or an infinity anywhere spreads over its whole line.  The relative error (root
         mean square) is below 3·2⁻⁵² for n up to 4096, and at most 1½ times that of scipy.fft for float32.
         numpy.fft before 2.0 makes complex128 of float32.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.frequency.bluestein import bluestein_fft
from refimpl.frequency.dft import complex_type, lines_first
from refimpl.frequency.mixed_radix import _factors, _rounds

__all__ = ["fft", "ifft"]

LARGEST_MATRIX = 300                               # for primes from about 450 on Bluestein's transforms are faster


def fft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the discrete Fourier transform along an axis.

    Raises TypeError for what is no number, ValueError for an axis that is empty or not there.

    >>> [[round(v.real), round(v.imag)] for v in fft(np.array([1, 2, 3, 4])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    lines = lines_first(x, axis)
    columns = lines.reshape(len(lines), -1)
    with np.errstate(invalid="ignore", over="ignore"):
        if max(_factors(len(lines)), default=1) <= LARGEST_MATRIX:
            spectra = _rounds(columns, complex_type(lines.dtype))
        else:
            spectra = bluestein_fft(columns)
    return spectra.reshape(lines.shape).swapaxes(0, axis)


def ifft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the signal whose discrete Fourier transform is x; arguments as in fft.

    >>> [round(v.real) for v in ifft(np.array([10, -2 + 2j, -2, -2 - 2j])).tolist()]
    [1, 2, 3, 4]
    """
    x = as_array("(…, n)", "complex", x=x)
    with np.errstate(invalid="ignore", over="ignore"):
        return fft(x.conj(), axis).conj() / x.shape[axis]
