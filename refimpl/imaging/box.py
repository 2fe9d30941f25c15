"""Box filter (均值滤波): every pixel becomes the mean of the window around it.

    out[y, x] = 1/(h·w) · Σ_{i < h, j < w} f[y + i − ⌊h/2⌋, x + j − ⌊w/2⌋]

All weights are the same, so nothing need be multiplied, and sums can be shared.  Added to itself, shifted by 1, f
becomes sums of 2; these, shifted by 2, sums of 4; then 8, 16, …  Any n is a sum of powers of two: 13 = 1 + 4 + 8.
This is done down the columns, and then along the rows.

Shapes   image (H, W)  →  (H, W): floats keep their dtype, all others become float64
Cost     about 2·⌊log₂ h⌋ + 2·⌊log₂ w⌋ + 2 additions per pixel at most, instead of h·w, and one division
Source   Gonzalez & Woods 2018, Digital Image Processing, 4th ed., ch. 3 (box filter kernels)
Checked  scipy.ndimage.uniform_filter, all five modes;  cv2.blur before it rounds
Beware   Running sums, adding the pixel that enters and subtracting the one that leaves, cost two additions for any n;
         but their rounding errors add up along the row, one NaN or infinity spoils the rest of it, and no two steps can
         be done at once.  A sum beyond the largest float is ∞, and so is its mean.  A box lets some fine stripes
         through with black and white exchanged, one of 3 pixels a third of their contrast; a Gaussian at most 10⁻⁴.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis, whole_numbers
from refimpl.imaging.borders import _strips, window_shape
from refimpl.imaging.correlation import correlate_definition, float_type

__all__ = ["box", "box_definition", "window_sums"]


def box_definition(image: np.ndarray, size: int | tuple, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Correlation with a kernel whose weights are all 1/(h·w)."""
    image = as_array("(H, W)", empty=False, image=image)
    h, w = window_shape(size, image.shape)
    return correlate_definition(image, np.full((h, w), 1 / (h * w)), mode, cval)


@np.errstate(over="ignore", invalid="ignore")                      # ∞ − ∞ is NaN, and meant
def box(image: np.ndarray, size: int | tuple, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return the mean of size × size, or size = (height, width), pixels around every pixel.

    mode is reflect, mirror, nearest, wrap or constant (cval beyond the border).  Raises ValueError for an image without
    pixels, and for a size beyond 2n + 100 for n pixels.

    >>> box(np.array([[0, 3, 6, 0, 9]]), size=(1, 3)).tolist()              # the first pixel is seen twice, 0 0 3
    [[1.0, 3.0, 3.0, 5.0, 6.0]]
    """
    image = as_array("(H, W)", empty=False, image=image)
    (h, w), out = window_shape(size, image.shape), np.empty(image.shape, float_type(image.dtype))
    margins, exact = ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)), np.result_type(out, np.float64)
    for rows, f in _strips(image, margins, mode, cval, exact):
        out[rows] = _doubled_sums(_doubled_sums(f, h), w, 1) / (h * w)
    return out


@np.errstate(over="ignore", invalid="ignore")
def window_sums(f: np.ndarray, n: int, axis: int = -1) -> np.ndarray:
    """Return the sums over n entries in a row along an axis, as floats: n − 1 fewer than there are entries.

    >>> window_sums(np.array([1, 2, 3, 4, 5]), 3).tolist()
    [6.0, 9.0, 12.0]
    """
    f = as_array("(…)", "float", f=f)
    axis = as_axis(f.ndim, axis=axis)
    [n] = whole_numbers(1, f.shape[axis], n=n)
    return _doubled_sums(f.astype(np.result_type(f, np.float32), copy=False), n, axis).astype(f.dtype, copy=False)


def _doubled_sums(f: np.ndarray, n: int, axis: int = 0) -> np.ndarray:
    """Return the sums, from those over powers of two."""
    f = np.moveaxis(f, axis, 0)
    places, start, span = len(f) - n + 1, 0, 1
    total = np.zeros((places, *f.shape[1:]), f.dtype)
    while True:                                                     # f[i] is now a sum over i … i + span − 1
        if n & span:
            total += f[start:start + places]
            start += span
        if 2 * span > n:
            return np.moveaxis(total, 0, axis)
        f, span = f[:-span] + f[span:], 2 * span
