"""Median filter (中值滤波): every pixel becomes the middle one of the pixels around it, sorted.

    out[y, x] = the ⌊h·w/2⌋-th of { f[y + i − ⌊h/2⌋, x + j − ⌊w/2⌋] : i < h, j < w },  counted from 0, smallest first

A mean spreads an outlier over the window; a median throws it away, unless half the window are outliers.  So it removes
salt and pepper (椒盐噪声) and keeps edges, which stay as steep as they were; but it rounds corners and deletes lines
thinner than half the window.  It is no weighted sum: the median of a sum is not the sum of the medians.

Shapes   image (H, W) bool, integer or float  →  the same
Cost     by selection about 3/16·(h·w)² exchanges per pixel, many pixels at once; larger windows are partly sorted
Source   Tukey 1977, Exploratory Data Analysis (running medians);  Gonzalez & Woods 2018, Digital Image Processing,
         4th ed., ch. 3 (order-statistic filters)
Checked  scipy.ndimage.median_filter, all five modes;  cv2.medianBlur: bit for bit
Beware   Of an even number of pixels it takes the upper middle one, as scipy does, and not a mean.  cv2.medianBlur
         repeats the border, mode "nearest".  One NaN in a window makes the result NaN; in scipy it may be any of the
         pixels.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.borders import _strips, bands, extend, window_shape
from refimpl.imaging.selection import _middle

__all__ = ["median", "median_definition"]

FEW = 200                                       # bytes per window up to which selection is faster, from 64² pixels on


def median_definition(image: np.ndarray, size: int | tuple, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image = as_array("(H, W)", empty=False, image=image)
    (h, w), out = window_shape(size, image.shape), np.empty_like(image)
    f = extend(image, ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)), mode, cval)
    for y, x in np.ndindex(image.shape):
        window = np.sort(f[y:y + h, x:x + w], axis=None)                                    # NaN comes last
        out[y, x] = window[h * w // 2] if window[-1] == window[-1] else window[-1]
    return out


def median(image: np.ndarray, size: int | tuple, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return the median of size × size, or size = (height, width), pixels around every pixel; the image's dtype.

    mode is reflect, mirror, nearest, wrap or constant (cval beyond the border).  Raises ValueError for an image without
    pixels, for a size beyond 2n + 100 for n pixels, and for a cval that the dtype does not hold.

    >>> median(np.array([[1, 1, 200, 1, 8, 8, 8]]), size=(1, 3)).tolist()
    [[1, 1, 1, 8, 8, 8, 8]]
    """
    image = as_array("(H, W)", empty=False, image=image)
    (h, w), out = window_shape(size, image.shape), np.empty(image.shape, image.dtype)
    margins = (h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)
    few = h * w * image.itemsize <= FEW
    for rows, f in _strips(image, margins, mode, cval, image.dtype, 2**16 // (image.itemsize if few else h * w)):
        out[rows] = _by_selection(f, h, w) if few else np.hstack([
            _by_sorting(f[:, met], h, w) for _, met in bands((image.shape[1], 1), w - 1, 2**24 // (h * w))])
    return out


def _by_selection(f: np.ndarray, h: int, w: int) -> np.ndarray:
    """Return the medians of all windows of h × w in f, as those of h·w shifted images."""
    H, W = f.shape[0] - h + 1, f.shape[1] - w + 1
    return _middle([f[i:i + H, j:j + W] for i in range(h) for j in range(w)])


def _by_sorting(f: np.ndarray, h: int, w: int) -> np.ndarray:
    """Return the medians of all windows of h × w in f, each partly sorted."""
    windows = np.lib.stride_tricks.sliding_window_view(f, (h, w)).reshape(f.shape[0] - h + 1, f.shape[1] - w + 1, h * w)
    ordered = np.partition(windows, (h * w // 2, h * w - 1), axis=-1)                       # NaN is sorted to the end
    return np.where(ordered[..., -1] == ordered[..., -1], ordered[..., h * w // 2], ordered[..., -1])
