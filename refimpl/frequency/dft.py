"""Discrete Fourier transform (离散傅里叶变换, DFT): how much of each frequency there is in a signal.

    X[k] = Σ_j x[j]·w^(jk)        x[j] = 1/n · Σ_k X[k]·w^(−jk)        w = e^(−2πi/n),  j, k = 0 … n − 1

X[k] compares the signal with a wave that turns k times in n samples: its size is how strong that wave is, its angle
where it begins.  X[0] is the sum of the samples.  For real signals X[n − k] is the conjugate of X[k].  This is the sum
as it stands; `fft` gives the same values in n·log n steps.

Shapes   x (…, n, …)  →  the same, complex: complex64 for float32 and complex64, complex128 for any other
Cost     n² multiplications and n² additions of complex numbers
Source   Cooley & Tukey 1965, "An algorithm for the machine calculation of complex Fourier series", eq. 1 (there with
         e^(2πi/n));  Gonzalez & Woods, Digital Image Processing, 4th ed., §4.4
Checked  numpy.fft, scipy.fft
Beware   The factor 1/n stands with the inverse here, as in NumPy, SciPy and MATLAB; others put 1/√n before both.
         j·k is taken modulo n before the wave is computed: the sine of a large angle has lost the digits that matter.
         A NaN or an infinity anywhere spreads over its whole line.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis
from refimpl.frequency.roots_of_unity import roots_of_unity

__all__ = ["complex_type", "dft", "idft", "lines_first"]

SINGLE, DOUBLE = np.dtype(np.complex64), np.dtype(complex)


def dft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the discrete Fourier transform along an axis, by its definition.

    Raises TypeError for what is no number, ValueError for an axis that is empty or not there.

    >>> [[round(v.real), round(v.imag)] for v in dft(np.array([1, 2, 3, 4])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    with np.errstate(invalid="ignore", over="ignore"):
        return _sums(lines_first(x, axis), sign=1).swapaxes(0, axis)


def idft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the signal whose discrete Fourier transform is x, by its definition; arguments as in dft.

    >>> [round(v.real) for v in idft(np.array([10, -2 + 2j, -2, -2 - 2j])).tolist()]
    [1, 2, 3, 4]
    """
    lines = lines_first(x, axis)
    with np.errstate(invalid="ignore", over="ignore"):
        return _sums(lines, sign=-1).swapaxes(0, axis) / len(lines)


def complex_type(dtype: np.dtype) -> np.dtype:
    """Return the dtype of a transform: complex64 for float32 and complex64, complex128 for any other; objects stay.

    >>> complex_type(np.dtype("float32")).name, complex_type(np.dtype("uint8")).name
    ('complex64', 'complex128')
    """
    if not isinstance(dtype, np.dtype) or dtype.kind not in "buifcO":
        raise TypeError(f"dtype must be np.dtype, bool, integer, float or complex, got {dtype!r:.60}")
    return dtype if dtype.kind == "O" else SINGLE if dtype.type in (np.float32, np.complex64) else DOUBLE


def lines_first(x: np.ndarray, axis: int) -> np.ndarray:
    """Return x with the axis in the first place, checked; no copy of a native array.

    >>> lines_first(np.zeros((2, 3, 5)), axis=-1).shape
    (5, 3, 2)
    """
    x = as_array("(…, n)", "complex", x=x)
    if x.shape[as_axis(x.ndim, axis=axis)] == 0:
        raise ValueError(f"x has no samples along axis {axis}, expected at least one: shape {x.shape}")
    return x.swapaxes(axis, 0)


def _sums(f: np.ndarray, sign: int) -> np.ndarray:
    """Return Σ_j f[j]·w^(±jk) for every k."""
    n = len(f)
    w = roots_of_unity(sign * np.arange(n), n)
    sums = [sum(f[j] * w[j * k % n] for j in range(n)) for k in range(n)]
    return np.array(sums).astype(complex_type(f.dtype))
