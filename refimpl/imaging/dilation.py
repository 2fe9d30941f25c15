"""Dilation and erosion (膨胀, 腐蚀): the largest, and the smallest, grey level under a footprint.

    erosion    ε(f)[p] = min { f[p + b] : b ∈ B }
    dilation   δ(f)[p] = max { f[p − b] : b ∈ B }

The footprint B, or structuring element (结构元素), is a set of steps from its centre, the entry (h // 2, w // 2).  In a
binary image erosion keeps the pixels where B fits into the shape, and dilation stamps B on every pixel of the shape.
The two belong together: δ(f) ≤ g exactly where f ≤ ε(g) (adjunction, 伴随), which is what makes opening and closing
work; and δ(f) is −ε(−f) with B turned by 180° (duality, 对偶).

Shapes   image (H, W) bool, integer or float; footprint (h, w), not 0 where it belongs to B  →  the image's shape, dtype
Cost     naively |B| − 1 comparisons a pixel; by doubling about 2·log₂ n for n × n, 3r for a disk of radius r
Source   Serra 1982, Image Analysis and Mathematical Morphology, ch. 2;  Heijmans & Ronse 1990 (adjunctions)
Checked  scipy.ndimage grey_ and binary_ dilation, erosion;  cv2.dilate and cv2.erode: bit for bit
Beware   What lies beyond the border is ignored, as if −∞ for δ and +∞ for ε; so do OpenCV, and scipy for binary
         dilation.  scipy's default for grey images, reflection, breaks the adjunction.  δ reflects B, as scipy does;
         OpenCV does not, so give it B turned.  Where B meets no pixel at all the result is that −∞ or +∞, for integers
         the smallest or largest of the dtype.  NaN spreads to every pixel whose footprint meets it.
"""
import numpy as np

from refimpl.imaging.borders import bands
from refimpl.imaging.doubling import extremes_under

__all__ = ["dilation", "dilation_definition", "disk", "erosion", "erosion_definition", "lowest_and_highest",
           "rectangle"]


def dilation_definition(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time."""
    (H, W), centre = image.shape, np.array(footprint.shape) // 2
    out = np.full(image.shape, lowest_and_highest(image.dtype)[0], image.dtype)
    for p in np.ndindex(image.shape):
        for y, x in p - (np.argwhere(footprint) - centre):
            if 0 <= y < H and 0 <= x < W:
                out[p] = np.maximum(out[p], image[y, x])
    return out


def dilation(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the largest level under the footprint turned by 180°, around every pixel: bright things grow.

    Raises TypeError for images of other types than bool, integers and floats, ValueError unless both arrays have two
    dimensions and the footprint an entry that is not 0.

    >>> dilation(np.array([[0, 0, 7, 0, 0]]), np.array([[1, 1, 0]])).tolist()               # B = {−1, 0}
    [[0, 7, 7, 0, 0]]
    """
    lowest, _ = _range_of(image, footprint)
    after = np.array(footprint.shape) // 2                                                  # as B is turned
    return _in_strips(image, footprint[::-1, ::-1], np.subtract(footprint.shape, 1) - after, lowest, np.maximum)


def erosion_definition(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time."""
    (H, W), centre = image.shape, np.array(footprint.shape) // 2
    out = np.full(image.shape, lowest_and_highest(image.dtype)[1], image.dtype)
    for p in np.ndindex(image.shape):
        for y, x in p + (np.argwhere(footprint) - centre):
            if 0 <= y < H and 0 <= x < W:
                out[p] = np.minimum(out[p], image[y, x])
    return out


def erosion(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the smallest level under the footprint around every pixel: bright things shrink.

    Raises TypeError for images of other types than bool, integers and floats, ValueError unless both arrays have two
    dimensions and the footprint an entry that is not 0.

    >>> erosion(np.array([[7, 7, 0, 7, 7]]), np.array([[1, 1, 0]])).tolist()                # B = {−1, 0}
    [[7, 7, 0, 0, 7]]
    """
    _, highest = _range_of(image, footprint)
    return _in_strips(image, footprint, np.array(footprint.shape) // 2, highest, np.minimum)


def disk(radius: int) -> np.ndarray:
    """Return the footprint of all steps no longer than the radius, (2r + 1, 2r + 1) bool.

    >>> disk(1).astype(int).tolist()
    [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    """
    if not radius >= 0:
        raise ValueError(f"radius must not be negative, got {radius}")
    steps = np.arange(-int(radius), int(radius) + 1)
    return steps[:, None]**2 + steps**2 <= radius**2


def rectangle(height: int, width: int) -> np.ndarray:
    """Return the footprint that is full, (height, width) bool.

    >>> rectangle(1, 3).tolist()
    [[True, True, True]]
    """
    if height < 1 or width < 1:
        raise ValueError(f"height and width must be at least 1, got {height} and {width}")
    return np.ones((height, width), bool)


def lowest_and_highest(dtype: np.dtype) -> tuple:
    """Return what no value of the dtype lies below, and above.  TypeError unless it is bool, an integer or a float.

    >>> [int(value) for value in lowest_and_highest(np.dtype(np.int8))]
    [-128, 127]
    """
    if dtype.kind not in "buif":
        raise TypeError(f"image must be bool, integer or float, got {dtype}")
    if dtype.kind in "ui":
        return np.iinfo(dtype).min, np.iinfo(dtype).max
    return (False, True) if dtype.kind == "b" else (-np.inf, np.inf)


def _range_of(image: np.ndarray, footprint: np.ndarray) -> tuple:
    """Return lowest_and_highest of the image, or say what is wrong."""
    if image.ndim != 2 or footprint.ndim != 2 or not footprint.any():
        raise ValueError(f"image and footprint must be (H, W) and (h, w), the footprint not all 0, got shapes "
                         f"{image.shape} and {footprint.shape}")
    return lowest_and_highest(image.dtype)


def _in_strips(image: np.ndarray, footprint: np.ndarray, before: np.ndarray, outside: float,
               extreme: np.ufunc) -> np.ndarray:
    """Return the extremes under the footprint, strip by strip, so that what is compared stays in the cache."""
    h, out = len(footprint), np.empty(image.shape, image.dtype)
    margins = np.stack([before, np.subtract(footprint.shape, 1) - before], axis=1)
    framed = np.pad(image, margins, constant_values=outside)
    shape = len(image), framed.shape[1]
    for rows, seen in bands(shape, h - 1, max(2**19 // image.itemsize, h * shape[1])):
        out[rows] = extremes_under(framed[seen], footprint, extreme)
    return out
