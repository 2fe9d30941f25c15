"""Contrast stretching (对比度拉伸): spread the levels in use over the whole scale, in a straight line.

    t(v) = ⌊ (clip(v, a, b) − a)/(b − a) · L ⌋,    L = 255 (uint8) or 65535 (uint16)

a and b are the low-th and the high-th percentile of the pixels: with 0 and 100 the darkest and the brightest level,
with 2 and 98 what is left when 2 % of the pixels are given up to black and 2 % to white.  A single outlier spoils the
former; the latter does not see outliers that are fewer than 2 % of the pixels at either end.

Shapes   image, any shape, uint8 or uint16  →  the same
Cost     a partial sort for the percentiles, then a look-up per pixel
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.2 (piecewise-linear transformations)
Checked  skimage.exposure.rescale_intensity with in_range = the percentiles, bit for bit
Beware   cv2.normalize rounds where this truncates.  If a = b there is nothing to stretch: a copy is returned.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers
from refimpl.imaging.lookup import lookup

__all__ = ["stretch_contrast", "stretch_contrast_definition"]


def stretch_contrast_definition(image: np.ndarray, low: float = 0, high: float = 100) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image, a, b = _percentiles_of(image, low, high)
    stretched, brightest = image.copy(), np.iinfo(image.dtype).max
    if a < b:
        for p in np.ndindex(image.shape):
            stretched[p] = int((min(max(image[p], a), b) - a) / (b - a) * brightest)
    return stretched


def stretch_contrast(image: np.ndarray, low: float = 0, high: float = 100) -> np.ndarray:
    """Return the image stretched so that its low-th percentile becomes black and its high-th white.

    Raises TypeError unless the image is uint8 or uint16, ValueError if it is empty or not 0 ≤ low ≤ high ≤ 100.

    >>> stretch_contrast(np.array([[50, 60, 100]], np.uint8)).tolist()         # 0, 10/50 and 50/50 of 255
    [[0, 51, 255]]
    """
    image, a, b = _percentiles_of(image, low, high)
    if a == b:
        return image.copy()
    brightest = np.iinfo(image.dtype).max
    table = (np.arange(brightest + 1).clip(a, b) - a) / (b - a) * brightest
    return lookup(image, table.astype(image.dtype))


def _percentiles_of(image: np.ndarray, low: float, high: float) -> tuple:
    """Return the image and its low-th and high-th percentile, or say what is wrong."""
    image = as_array("(…)", "uint8 or uint16", empty=False, image=image)
    low, high = real_numbers(0, 100, low=low, high=high)
    if low > high:
        raise ValueError(f"low must be at most high, got {low} and {high}")
    return image, *np.percentile(image, (low, high))
