"""Correlation and convolution (互相关, 卷积): every pixel becomes a weighted sum of the pixels around it.

    correlate   out[y, x] = Σ_{i,j} k[i, j] · f[y + i − ⌊h/2⌋, x + j − ⌊w/2⌋]
    convolve    out[y, x] = Σ_{i,j} k[i, j] · f[y − i + ⌊h/2⌋, x − j + ⌊w/2⌋]

Correlation lays the kernel (卷积核) over the image as it is; convolution turns it by 180° first.  So a single bright
pixel becomes the kernel itself under convolution, and the kernel turned under correlation.  For a kernel of odd sides
that turning does not change, the two are one.  Convolution is the one that commutes and associates, as far as no border
comes in: (f ∗ k) ∗ l = (f ∗ l) ∗ k = f ∗ (k ∗ l).

Shapes   image (H, W), kernel (h, w)  →  (H, W): floats keep their dtype, all others become float64
Cost     h·w multiplications and additions per pixel, weights of 0 for nothing; very long kernels are folded
Source   Gonzalez & Woods 2018, Digital Image Processing, 4th ed., ch. 3 (spatial filtering)
Checked  scipy.ndimage.correlate and convolve, all five modes, bit for bit on x86-64
Beware   A weight of 0 does not see, not even NaN and ∞.  Deep learning says convolution and means correlation.
         scipy.ndimage keeps uint8 and wraps, 200·3 → 88; here whole numbers become float64.  It also drops weights of
         magnitude 2.2e-16 or less; here only 0 is nothing.  For an even side the kernel's middle is the entry ⌊n/2⌋,
         right of the centre.  Sums are made in float64, or longdouble if either is, kernel row by row.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.borders import _strips, extend, folded

__all__ = ["convolve", "convolve_definition", "correlate", "correlate_definition", "float_type"]


@np.errstate(over="ignore", invalid="ignore")
def correlate_definition(image: np.ndarray, kernel: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """The formula above, one pixel at a time; f beyond the border as in `extend`."""
    image, kernel = _as_numbers(image, kernel)
    (h, w), out, exact = kernel.shape, np.empty(image.shape, object), _sum_type(image, kernel)
    f = extend(image, ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)), mode, cval, exact)
    for y, x in np.ndindex(image.shape):
        out[y, x] = 0.0
        for i, j in np.argwhere(kernel):                            # where it is not 0
            out[y, x] = out[y, x] + kernel[i, j] * f[y + i, x + j]
    return out.astype(float_type(image.dtype))


@np.errstate(over="ignore", invalid="ignore")
def convolve_definition(image: np.ndarray, kernel: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """The formula above, one pixel at a time, beginning at the far end of the kernel."""
    image, kernel = _as_numbers(image, kernel)
    (h, w), out, exact = kernel.shape, np.empty(image.shape, object), _sum_type(image, kernel)
    f = extend(image, ((h - 1 - h // 2, h // 2), (w - 1 - w // 2, w // 2)), mode, cval, exact)
    for y, x in np.ndindex(image.shape):
        out[y, x] = 0.0
        for i, j in np.argwhere(kernel)[::-1]:
            out[y, x] = out[y, x] + kernel[i, j] * f[y + h - 1 - i, x + w - 1 - j]
    return out.astype(float_type(image.dtype))


def correlate(image: np.ndarray, kernel: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return the sum of the pixels under the kernel, weighted by it, around every pixel.

    mode is reflect, mirror, nearest, wrap or constant (cval beyond the border).  Raises ValueError unless both are
    two-dimensional with at least one entry.

    >>> correlate(np.array([[0, 0, 1, 0, 0]]), np.array([[1, 2, 3]])).tolist()
    [[0.0, 3.0, 2.0, 1.0, 0.0]]
    """
    image, kernel = _as_numbers(image, kernel)
    kernel = folded(kernel, image.shape, mode)
    return _slide(image, kernel, tuple(n // 2 for n in kernel.shape), mode, cval)


def convolve(image: np.ndarray, kernel: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return the sum of the pixels under the kernel turned by 180°, weighted by it; arguments as in correlate.

    >>> convolve(np.array([[0, 0, 1, 0, 0]]), np.array([[1, 2, 3]])).tolist()
    [[0.0, 1.0, 2.0, 3.0, 0.0]]
    """
    image, kernel = _as_numbers(image, kernel)
    kernel = folded(kernel, image.shape, mode)
    return _slide(image, np.flip(kernel), tuple((n - 1) // 2 for n in kernel.shape), mode, cval)


def float_type(dtype: np.dtype) -> np.dtype:
    """Return the dtype of a weighted sum of pixels: floats stay, whole numbers and bool become float64.

    >>> float_type(np.dtype("uint8")).name, float_type(np.dtype("float32")).name
    ('float64', 'float32')
    """
    if not isinstance(dtype, np.dtype) or dtype.kind not in "buifO":
        raise TypeError(f"dtype must be bool, integer or float, got {dtype!s:.60}")
    return dtype.newbyteorder("=") if dtype.kind in "fO" else np.dtype(np.float64)


def _as_numbers(image: np.ndarray, kernel: np.ndarray) -> tuple:
    """Return both as arrays, the kernel's whole numbers as float64."""
    return as_array("(H, W)", empty=False, image=image), as_array("(h, w)", "float", empty=False, kernel=kernel)


def _sum_type(image: np.ndarray, kernel: np.ndarray) -> np.dtype:
    """Return the dtype of the sums: float64, or one that holds more."""
    return np.result_type(float_type(image.dtype), kernel, np.float64)


@np.errstate(over="ignore", invalid="ignore")                      # ∞ − ∞ is NaN, and meant
def _slide(image: np.ndarray, kernel: np.ndarray, middle: tuple, mode: str, cval: float) -> np.ndarray:
    """Return the weighted sums, weight by weight."""
    out, exact = np.empty(image.shape, float_type(image.dtype)), _sum_type(image, kernel)
    margins = tuple((m, size - 1 - m) for m, size in zip(middle, kernel.shape, strict=True))
    for rows, f in _strips(image, margins, mode, cval, exact):
        total, term = np.zeros(out[rows].shape, exact), np.empty(out[rows].shape, exact)
        n, W = total.shape
        for (i, j), weight in np.ndenumerate(kernel):
            if weight != 0:
                total += np.multiply(weight, f[i:i + n, j:j + W], out=term)
        out[rows] = total
    return out
