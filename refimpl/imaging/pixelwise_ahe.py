"""Per-pixel AHE (逐像素自适应直方图均衡): every pixel becomes its rank among the pixels around it.

    out[p] = ⌊ 255 · #{q ∈ W(p) : image[q] ≤ image[p]} / #W(p) ⌋        W(p): w × w centred on p, cut at the border

This is AHE without a step: a window for each pixel, and only the middle one keeps its value.  Let C[x, v] count the
pixels ≤ v in the rows of the window, column x.  One row further down a pixel enters each column and a pixel leaves it.
The count for a pixel of level v is Σ C[x′, v] over the w columns around it.  C added to itself shifted by 1, then 2,
then 4, … sums over 2, 4, 8, … columns, and w columns are made up of powers of two: w = 13 = 1 + 4 + 8.

Shapes   image (H, W) uint8  →  the same
Cost     per pixel naively w² comparisons, here about 256·(2 + log₂ w) additions, of 2-byte numbers while w² < 2¹⁶
Source   Pizer et al. 1987, "Adaptive histogram equalization and its variations"
Checked  skimage.filters.rank.equalize, bit for bit
Beware   A pixel is counted itself: the darkest level becomes its share of the window, not 0 as in equalization, and
         results are truncated, not rounded.  In a window of at least twice the image every pixel is ranked among all.
         Noise is pulled up as everywhere in AHE.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["pixelwise_ahe", "pixelwise_ahe_definition"]


def pixelwise_ahe_definition(image: np.ndarray, window: int) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image, [window] = as_array("(H, W)", kind="uint8", image=image), whole_numbers(window=window)
    if window % 2 == 0:
        raise ValueError(f"window must be odd, so that it has a middle, got {window}")
    out, r = image.copy(), window // 2
    for y, x in np.ndindex(image.shape):
        around = image[max(y - r, 0):y + r + 1, max(x - r, 0):x + r + 1]
        out[y, x] = 255 * sum(1 for pixel in around.flat if pixel <= image[y, x]) // around.size
    return out


def pixelwise_ahe(image: np.ndarray, window: int) -> np.ndarray:
    """Return for each pixel 255 times the share of no brighter pixels in the window × window around it, truncated.

    Raises TypeError unless the image is uint8, ValueError unless it is (H, W) and the window odd.

    >>> pixelwise_ahe(np.array([[7, 9, 8, 7]], np.uint8), window=3).tolist()       # ranks 1/2, 3/3, 2/3, 1/2
    [[127, 255, 170, 127]]
    """
    image, [window] = as_array("(H, W)", kind="uint8", image=image), whole_numbers(window=window)
    if window % 2 == 0:
        raise ValueError(f"window must be odd, so that it has a middle, got {window}")
    (H, W), out = image.shape, np.empty_like(image)
    ry, rx = min(window // 2, max(H - 1, 0)), min(window // 2, max(W - 1, 0))       # more would not cover more
    rows, columns = (np.minimum(np.arange(n) + r + 1, n) - np.maximum(np.arange(n) - r, 0)
                     for n, r in ((H, ry), (W, rx)))
    dtype = np.uint16 if (2 * ry + 1) * (2 * rx + 1) < 2**16 else np.uint32
    at_most = np.triu(np.ones((256, 256), dtype))                       # at_most[u, v] = 1 where u ≤ v
    C = np.zeros((W + 2 * rx, 256), dtype)                              # nothing is counted beyond the border
    inside = C[rx:rx + W]
    for y in range(-ry, H):
        if y + ry < H:
            inside += at_most[image[y + ry]]
        if y - ry > 0:
            inside -= at_most[image[y - ry - 1]]
        if y >= 0:
            rank = _sums_of_columns(C, 2 * rx + 1, image[y])
            out[y] = 255 * rank.astype(np.int64) // (rows[y] * columns)
    return out


def _sums_of_columns(C: np.ndarray, width: int, v: np.ndarray) -> np.ndarray:
    """Return C[x, v[x]] + C[x + 1, v[x]] + … over `width` columns, for every x."""
    x, total, span = np.arange(len(v)), np.zeros(len(v), C.dtype), 1
    while True:                                                         # C[x] is now the sum over x, …, x + span − 1
        if width & span:
            total += C[x, v]
            x = x + span
        if 2 * span > width:
            return total
        C = C[:-span] + C[span:]
        span *= 2
