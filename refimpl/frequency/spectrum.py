"""Spectrum of an image (图像频谱): which waves, of which direction and how fine, an image consists of.

    F[u, v] = Σ_{y,x} f[y, x] · e^(−2πi·(u·y/H + v·x/W))

A product of two waves, so the transform is taken down the columns and then along the rows.  F[u, v] tells of stripes
that repeat u times from top to bottom and v times from left to right.  Frequencies beyond the middle are the negative
ones, −1 last; `fftshift` puts zero into the middle, as spectra are drawn.

Shapes   image (…, H, W)  →  the same, complex: complex64 for float32 and complex64, complex128 for any other
Cost     H·W·log(H·W)
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §4.5
Checked  numpy.fft.fft2, ifft2, fftshift, ifftshift
Beware   The transform takes the image to go on for ever, repeated: where opposite borders differ there is a jump,
         a bright cross in the spectrum.  For odd lengths fftshift and ifftshift differ: each undoes the other.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis
from refimpl.frequency.fft import fft, ifft

__all__ = ["fft2", "fftshift", "ifft2", "ifftshift"]


def fft2(x: np.ndarray, axes: tuple = (-2, -1)) -> np.ndarray:
    """Return the discrete Fourier transform along two axes.

    Raises TypeError for what is no number, ValueError for axes that are empty, the same, or not there.

    >>> [[round(v.real) for v in row] for row in fft2(np.array([[1, 2], [3, 4]])).tolist()]
    [[10, -2], [-4, 0]]
    """
    x, (first, second) = _two(x, axes)
    return fft(fft(x, first), second)


def ifft2(x: np.ndarray, axes: tuple = (-2, -1)) -> np.ndarray:
    """Return the image whose discrete Fourier transform is x; arguments as in fft2.

    >>> [[round(v.real) for v in row] for row in ifft2(np.array([[10, -2], [-4, 0]])).tolist()]
    [[1, 2], [3, 4]]
    """
    x, (first, second) = _two(x, axes)
    return ifft(ifft(x, first), second)


def fftshift(x: np.ndarray, axes: int | tuple | None = None) -> np.ndarray:
    """Return x turned round along the axes, by default all, until frequency zero is at ⌊n/2⌋; a copy.

    >>> fftshift(np.array([0, 1, 2, -2, -1])).tolist()
    [-2, -1, 0, 1, 2]
    """
    x, several = _several(x, axes)
    return np.roll(x, [x.shape[axis] // 2 for axis in several], several)


def ifftshift(x: np.ndarray, axes: int | tuple | None = None) -> np.ndarray:
    """Return what fftshift turns into x: frequency zero comes first again; a copy.

    >>> ifftshift(np.array([-2, -1, 0, 1, 2])).tolist()
    [0, 1, 2, -2, -1]
    """
    x, several = _several(x, axes)
    return np.roll(x, [-(x.shape[axis] // 2) for axis in several], several)


def _two(x: np.ndarray, axes: tuple) -> tuple:
    """Return x and the axes, if they are two."""
    x, found = _several(x, axes)
    if axes is None or len(found) != 2 or found[0] == found[1]:
        raise ValueError(f"axes must be two different axes of x, got {axes} for shape {x.shape}")
    return x, found


def _several(x: np.ndarray, axes: int | tuple | None) -> tuple:
    """Return x and the axes as a tuple, counted from 0."""
    x = as_array("(…, n)", "complex", x=x)
    several = range(x.ndim) if axes is None else axes if isinstance(axes, (tuple, list)) else (axes,)
    return x, tuple(as_axis(x.ndim, axes=axis) for axis in several)
