"""Histogram equalization (直方图均衡化, HE): give equal stretches of the grey scale about equally many pixels.

    s(v) = round( 255 · (cdf(v) − m)/(N − m) ),    cdf(v) = Σ_{u ≤ v} h(u)

h is the histogram, N = Σh the number of pixels, m the number at the darkest level in use.  A level moves to where its
rank among the pixels puts it, so common levels are pulled apart and rare ones pushed together; the darkest level in
use becomes 0, the brightest 255.  Only the order of the levels matters, not how far apart they were.

Shapes   image (H, W) uint8  →  (H, W) uint8
Cost     one pass to count, 255 additions, 256 multiplications, one pass to look up
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.3 (there without −m)
Checked  cv2.equalizeHist, bit for bit
Beware   255/(N − m) is rounded to float32, and halves go to the even level, as OpenCV does it.  scikit-image keeps m
         and returns floats.  An image of one level has nothing to equalize: a copy is returned.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.histogram import count_levels, cumulative_histogram
from refimpl.imaging.lookup import lookup

__all__ = ["equalize_histogram", "equalize_histogram_definition"]


def equalize_histogram_definition(image: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time, each counting the pixels that are no brighter: O(N²)."""
    image = as_array("(H, W)", "uint8", empty=False, image=image)
    def cdf(level: int) -> int:
        return sum(1 for pixel in image.flat if pixel <= level)
    n, m = image.size, cdf(image.min())
    equalized = image.copy()
    if m < n:
        for p in np.ndindex(image.shape):
            equalized[p] = round(np.float32(255 / (n - m)) * np.float32(cdf(int(image[p])) - m))
    return equalized


def equalize_histogram(image: np.ndarray) -> np.ndarray:
    """Return the image with its levels moved so that its histogram is nearly flat.

    Raises TypeError unless the image is uint8, ValueError unless it is (H, W) with at least one pixel.

    >>> equalize_histogram(np.array([[52, 55], [61, 55]], np.uint8)).tolist()       # cdf − m = 0, 2, 3 and N − m = 3
    [[0, 170], [255, 170]]
    """
    image = as_array("(H, W)", "uint8", empty=False, image=image)
    counts = count_levels(image)
    cdf, n, m = cumulative_histogram(counts), image.size, counts[counts > 0][0]
    if m == n:
        return image.copy()
    table = np.float32(255 / (n - m)) * (cdf - m).astype(np.float32)
    return lookup(image, np.rint(table).clip(0).astype(np.uint8))       # below 0: levels darker than any in use
