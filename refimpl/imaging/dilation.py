"""Dilation and erosion (膨胀, 腐蚀): the largest, and the smallest, grey level under a footprint.

    erosion    ε(f)[p] = min { f[p + b] : b ∈ B }
    dilation   δ(f)[p] = max { f[p − b] : b ∈ B }

The footprint B, or structuring element (结构元素), is a set of steps from its centre, the entry (h // 2, w // 2).  In a
binary image erosion keeps the pixels where B fits into the shape, and dilation stamps B on every pixel of the shape.
The two belong together: δ(f) ≤ g exactly where f ≤ ε(g) (adjunction, 伴随), which is what makes opening and closing
work; and δ(f) is −ε(−f) with B turned by 180° (duality, 对偶).

Shapes   image (H, W) bool, integer or float; footprint (h, w), not 0 where it belongs to B  →  the image's shape, dtype
Cost     naively |B| − 1 comparisons per pixel; by doubling 2·⌊log₂ n⌋ + 3 for n × n, 3½·r + 7 for a disk of radius r
Source   Serra 1982, Image Analysis and Mathematical Morphology;  Heijmans & Ronse 1990, "The algebraic basis of
         mathematical morphology" (adjunctions)
Checked  scipy.ndimage grey_ and binary_ dilation, erosion;  cv2.dilate and cv2.erode: bit for bit
Beware   What lies beyond the border is ignored, as if −∞ for δ and +∞ for ε; so do OpenCV, and scipy for binary
         dilation.  scipy's default for grey images, reflection, can break the adjunction, but not where B is its own
         mirror image along both axes.  δ reflects B, as scipy does; OpenCV does not, so give cv2.dilate B turned and
         the anchor (w − 1 − w // 2, h − 1 − h // 2), which is its default for odd sides only.  Where B meets no pixel
         at all the result is that −∞ or +∞, for bool and integers the smallest or largest of the dtype.  NaN spreads
         to every pixel whose footprint meets it.
"""
import numpy as np

from refimpl.arguments import as_array, check_elements, whole_numbers
from refimpl.imaging.borders import bands
from refimpl.imaging.doubling import extremes_under

__all__ = ["dilation", "dilation_definition", "disk", "erosion", "erosion_definition", "lowest_and_highest",
           "rectangle"]


def dilation_definition(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image, footprint = _levels_and_steps(image, footprint)
    (H, W), centre = image.shape, np.array(footprint.shape) // 2
    out = np.full(image.shape, lowest_and_highest(image.dtype)[0], image.dtype)
    for p in np.ndindex(image.shape):
        for y, x in p - (np.argwhere(footprint) - centre):
            if 0 <= y < H and 0 <= x < W:
                out[p] = np.maximum(out[p], image[y, x])
    return out


def dilation(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the largest level under the footprint turned by 180°, around every pixel: bright things grow.

    Raises TypeError for images of other types than bool, integers and floats, ValueError if the footprint is all 0.

    >>> dilation(np.array([[0, 0, 7, 0, 0]]), np.array([[1, 1, 0]])).tolist()               # B = {−1, 0}
    [[0, 7, 7, 0, 0]]
    """
    image, footprint = _levels_and_steps(image, footprint)
    centre = [n - 1 - n // 2 for n in footprint.shape]                                      # as B is turned
    return _in_strips(image, footprint[::-1, ::-1], centre, lowest_and_highest(image.dtype)[0], np.maximum)


def erosion_definition(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image, footprint = _levels_and_steps(image, footprint)
    (H, W), centre = image.shape, np.array(footprint.shape) // 2
    out = np.full(image.shape, lowest_and_highest(image.dtype)[1], image.dtype)
    for p in np.ndindex(image.shape):
        for y, x in p + (np.argwhere(footprint) - centre):
            if 0 <= y < H and 0 <= x < W:
                out[p] = np.minimum(out[p], image[y, x])
    return out


def erosion(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the smallest level under the footprint around every pixel: bright things shrink.

    Raises TypeError for images of other types than bool, integers and floats, ValueError if the footprint is all 0.

    >>> erosion(np.array([[7, 7, 0, 7, 7]]), np.array([[1, 1, 0]])).tolist()                # B = {−1, 0}
    [[7, 7, 0, 0, 7]]
    """
    image, footprint = _levels_and_steps(image, footprint)
    centre = [n // 2 for n in footprint.shape]
    return _in_strips(image, footprint, centre, lowest_and_highest(image.dtype)[1], np.minimum)


def disk(radius: int) -> np.ndarray:
    """Return the footprint of all steps no longer than the radius, (2r + 1, 2r + 1) bool.

    >>> disk(1).astype(int).tolist()
    [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    """
    [radius] = whole_numbers(0, radius=radius)
    check_elements((2 * radius + 1)**2, radius=radius)
    steps = np.arange(-radius, radius + 1)
    return steps[:, None]**2 <= radius**2 - steps**2


def rectangle(height: int, width: int) -> np.ndarray:
    """Return the footprint that is full, (height, width) bool.

    >>> rectangle(1, 3).tolist()
    [[True, True, True]]
    """
    height, width = whole_numbers(height=height, width=width)
    check_elements(height * width, height=height, width=width)
    return np.ones((height, width), bool)


def lowest_and_highest(dtype: np.dtype) -> tuple:
    """Return what no value of the dtype lies below, and above.  TypeError unless it is bool, an integer or a float.

    >>> [int(value) for value in lowest_and_highest(np.dtype(np.int8))]
    [-128, 127]
    """
    if not isinstance(dtype, np.dtype) or dtype.kind not in "buif":
        raise TypeError(f"image must have a dtype that is bool, integer or float, got {dtype!s:.60}")
    if dtype.kind in "ui":
        return np.iinfo(dtype).min, np.iinfo(dtype).max
    return (False, True) if dtype.kind == "b" else (-np.inf, np.inf)


def _levels_and_steps(image: np.ndarray, footprint: np.ndarray) -> tuple:
    """Return the image, and the footprint as flags, or say what is wrong."""
    image, footprint = as_array("(H, W)", image=image), as_array("(h, w)", footprint=footprint) != 0
    lowest_and_highest(image.dtype)
    if not footprint.any():
        raise ValueError(f"footprint must have an entry that is not 0, got shape {footprint.shape}")
    return image, footprint


def _in_strips(image: np.ndarray, footprint: np.ndarray, centre: list, outside: float, extreme: np.ufunc) -> np.ndarray:
    """Return the extremes under the footprint, strip by strip, so that what is compared stays in the cache."""
    (H, W), (y, x) = image.shape, centre
    top, left = max(y - H + 1, 0), max(x - W + 1, 0)
    footprint = footprint[top:y + H, left:x + W]                        # a longer step leads out of the image
    if not footprint.any():
        return np.full(image.shape, outside, image.dtype)
    (h, w), y, x, out = footprint.shape, y - top, x - left, np.empty(image.shape, image.dtype)
    framed = np.pad(image, ((y, h - 1 - y), (x, w - 1 - x)), constant_values=outside)
    for rows, seen in bands((H, W + w - 1), h - 1, max(2**19 // image.itemsize, h * (W + w - 1))):
        out[rows] = extremes_under(framed[seen], footprint, extreme)
    return out
