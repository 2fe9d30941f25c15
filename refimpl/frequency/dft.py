"""Discrete Fourier transform (离散傅里叶变换, DFT): how much of each frequency there is in a signal.

    X[k] = Σ_j x[j]·w^(jk)        x[j] = 1/n · Σ_k X[k]·w^(−jk)        w = e^(−2πi/n),  j, k = 0 … n − 1

X[k] compares the signal with a wave that turns k times in n samples: its size is how strong that wave is, its angle
where it begins.  X[0] is the sum of the samples.  For real signals X[n − k] is the conjugate of X[k].  This is the sum
as it stands; `fft` gives the same values in n·log n steps.

Shapes   x (…, n, …)  →  the same, complex: complex64 for float32 and complex64, complex128 for any other
Cost     n² multiplications and n² additions of complex numbers
Source   Cooley & Tukey 1965, "An algorithm for the machine calculation of complex Fourier series", eq. 1;
         Gonzalez & Woods, Digital Image Processing, 4th ed., §4.4, eq. 4-44 and 4-45
Checked  numpy.fft, scipy.fft
Beware   The factor 1/n stands with the inverse here, as in NumPy, SciPy and MATLAB; others put 1/√n before both.
         j·k is taken modulo n before the wave is computed: the sine of a large angle has lost the digits that matter.
"""
import numpy as np

__all__ = ["complex_type", "dft", "idft", "lines_first", "roots_of_unity"]


def dft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the discrete Fourier transform along an axis, by its definition.

    Raises TypeError for what is no number, ValueError for an axis that is empty or not there.

    >>> [[round(v.real), round(v.imag)] for v in dft(np.array([1, 2, 3, 4])).tolist()]
    [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
    """
    return _sums(x, axis, sign=1)


def idft(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the signal whose discrete Fourier transform is x, by its definition; arguments as in dft.

    >>> [round(v.real) for v in idft(np.array([10, -2 + 2j, -2, -2 - 2j])).tolist()]
    [1, 2, 3, 4]
    """
    return _sums(x, axis, sign=-1) / x.shape[axis]


def roots_of_unity(j: np.ndarray, n: int) -> np.ndarray:
    """Return e^(−2πi·j/n) for whole numbers j, as exact as complex128 can be.

    Whole quarters of a turn are taken out and put back exactly, so that what is left is at most an eighth.

    >>> roots_of_unity(np.array([0, 1, 2, 3, 4]), 4).tolist() == [1, -1j, -1, 1j, 1]
    True
    """
    j = j % n
    quarters = (8 * j + n) // (2 * n)
    eighth = np.exp(-0.5j * np.pi * ((4 * j - quarters * n) / n))
    return eighth * np.array([1, -1j, -1, 1j])[quarters % 4]


def complex_type(dtype: np.dtype) -> np.dtype:
    """Return the dtype of a transform: complex64 for float32 and complex64, complex128 for any other number.

    >>> complex_type(np.dtype("float32")).name, complex_type(np.dtype("uint8")).name
    ('complex64', 'complex128')
    """
    if dtype.kind not in "buifcO":
        raise TypeError(f"x must be bool, integer, float or complex, got {dtype}")
    return dtype if dtype.kind == "O" else np.dtype(np.complex64 if dtype in (np.float32, np.complex64) else complex)


def lines_first(x: np.ndarray, axis: int) -> np.ndarray:
    """Return x with the axis in the first place, checked; no copy.

    >>> lines_first(np.zeros((2, 3, 5)), axis=-1).shape
    (5, 3, 2)
    """
    complex_type(x.dtype)
    x = x.swapaxes(axis, 0)
    if len(x) == 0:
        shape = x.swapaxes(axis, 0).shape
        raise ValueError(f"x has no samples along axis {axis}, expected at least one: shape {shape}")
    return x


def _sums(x: np.ndarray, axis: int, sign: int) -> np.ndarray:
    """Return Σ_j x[j]·w^(±jk) for every k."""
    f = lines_first(x, axis)
    n = len(f)
    w = roots_of_unity(sign * np.arange(n), n)
    sums = [sum(f[j] * w[j * k % n] for j in range(n)) for k in range(n)]
    return np.array(sums, complex_type(x.dtype)).swapaxes(0, axis)
