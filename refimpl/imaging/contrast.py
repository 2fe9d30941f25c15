"""Contrast stretching (对比度拉伸): spread the levels in use over the whole scale, in a straight line.

    t(v) = ⌊ (clip(v, a, b) − a)/(b − a) · L ⌋,    L = 255 (uint8) or 65535 (uint16)

a and b are the low-th and the high-th percentile of the pixels: with 0 and 100 the darkest and the brightest level,
with 2 and 98 what is left when 2 % of the pixels are given up to black and 2 % to white.  A single outlier spoils the
former, none the latter.

Shapes   image, any shape, uint8 or uint16  →  the same
Cost     a partial sort for the percentiles, then a look-up a pixel
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.2 (piecewise-linear transformations)
Checked  skimage.exposure.rescale_intensity with in_range = the percentiles, bit for bit
Beware   cv2.normalize rounds where this truncates.  If a = b there is nothing to stretch: the image is returned as it
         came.
"""
import numpy as np

from refimpl.imaging.lookup import lookup

__all__ = ["stretch_contrast", "stretch_contrast_definition"]


def stretch_contrast_definition(image: np.ndarray, low: float = 0, high: float = 100) -> np.ndarray:
    """The formula above, one pixel at a time."""
    a, b = np.percentile(image, (low, high))
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
    if image.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"image must be uint8 or uint16, got {image.dtype}")
    if image.size == 0:
        raise ValueError(f"image must have at least one pixel, got shape {image.shape}")
    if not 0 <= low <= high <= 100:
        raise ValueError(f"low and high must be percentages with 0 <= low <= high <= 100, got {low} and {high}")
    a, b = np.percentile(image, (low, high))
    if a == b:
        return image.copy()
    brightest = np.iinfo(image.dtype).max
    table = (np.arange(brightest + 1).clip(a, b) - a) / (b - a) * brightest
    return lookup(image, table.astype(image.dtype))
