"""FAST corners (FAST 角点): a pixel is one if an arc of the ring around it is brighter, or darker, throughout.

    corner at threshold t:  n of 16 pixels in a row on the ring of radius 3 are all > f + t, or all < f − t
    score  =  the largest t at which it is one  =  max over arcs of min over the arc of ±(ring − f),  less 1

Suppression (非极大值抑制): of the corners keep those whose score is larger than all eight neighbours'.  With n = 9
more than half of the ring must agree: no straight edge can do that, for of two opposite pixels at most one lies beyond
it.  A line can: one pixel wide, of slope ⅓, it slips out between two pixels of the ring that touch at their corners.

Shapes   image (H, W) of whole levels  →  points (K, 2): x, y, row by row;  scores (K,), both int64
Cost     32 comparisons per pixel; for the few that remain 16 differences, the minima and the maxima of 16 arcs
Source   Rosten & Drummond 2006, "Machine learning for high-speed corner detection"
Checked  cv2.FastFeatureDetector, points and scores, arcs of 9 pixels
Beware   The three outermost rows and columns are no corners.  OpenCV gives scores only with suppression, 0 without.
         Most pixels are sorted out first: of each two opposite pixels of the ring an arc of 9 or more holds one.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, real_numbers, whole_numbers

__all__ = ["arc_contrast", "fast"]

WHOLE = "uint8 or int8 or uint16 or int16 or uint32 or int32 or bool"
RING = ((0, 3), (1, 3), (2, 2), (3, 1), (3, 0), (3, -1), (2, -2), (1, -3),
        (0, -3), (-1, -3), (-2, -2), (-3, -1), (-3, 0), (-3, 1), (-2, 2), (-1, 3))         # (dy, dx), all the way round


def fast(image: np.ndarray, threshold: float, arc: int = 9, nms: bool = True) -> tuple:
    """Return (points, scores) of the corners whose arc of pixels differs from the middle by more than the threshold.

    An image too small for a ring has none.  Raises TypeError for images that are not bool or integer, of at most 32
    bits, ValueError unless they are (H, W), for a negative threshold, and arcs that are not from 9 to 16.

    >>> image = np.full((9, 9), 20, np.uint8)
    >>> image[4, 4] = 100
    >>> points, scores = fast(image, threshold=30)
    >>> points.tolist(), scores.tolist()                                       # x, y;  darker all round by 80: up to 79
    ([[4, 4]], [79])
    """
    image, nms = as_array("(H, W)", WHOLE, image=image), as_choice((True, False), nms=nms)
    [threshold], [arc] = real_numbers(0, threshold=threshold), whole_numbers(9, 16, arc=arc)
    scores = np.zeros(image.shape, np.int64)
    y, x = np.nonzero(_candidates(image, threshold))
    if y.size:
        y, x = y + 3, x + 3
        contrast = arc_contrast(np.stack([image[y + dy, x + dx] for dy, dx in RING], 1).astype(np.int64)
                                - image[y, x, None], arc)
        y, x, best = (values[contrast > threshold] for values in (y, x, contrast))
        scores[y, x] = best - 1
        if nms:
            around = np.lib.stride_tricks.sliding_window_view(scores, (3, 3))[y - 1, x - 1].reshape(-1, 9)
            highest = np.delete(around, 4, axis=1).max(1) < best - 1
            y, x = y[highest], x[highest]
    return np.stack([x, y], 1), scores[y, x]


def arc_contrast(differences: np.ndarray, arc: int) -> np.ndarray:
    """Return how much all pixels of the best arc are brighter, or darker, than the middle: (K, 16) differences → (K,).

    Whole numbers become int64, but uint64 float64; floats stay.  Raises ValueError unless arc is from 1 to 16.

    >>> arc_contrast(np.array([[5] * 8 + [4] + [-1] * 7, [9] * 8 + [-9] * 8]), arc=9).tolist()
    [4, -9]
    """
    differences, [arc] = as_array("(K, 16)", differences=differences), whole_numbers(1, 16, arc=arc)
    if differences.dtype.kind in "bui":
        differences = differences.astype(np.result_type(differences, np.int64), copy=False)
    rounds = np.concatenate([differences, differences[:, :arc - 1]], axis=1)
    arcs = np.lib.stride_tricks.sliding_window_view(rounds, arc, axis=1)
    return np.maximum(arcs.min(2).max(1), -arcs.max(2).min(1))


def _candidates(image: np.ndarray, threshold: float) -> np.ndarray:
    """Return (H − 6, W − 6), where of each two opposite pixels of the ring one is brighter enough, or one darker."""
    bits = 8 * image.dtype.itemsize
    f, threshold = image.astype(f"i{bits // 4}"), min(threshold, 2**bits)              # twice as wide: nothing wraps
    H, W = max(f.shape[0] - 6, 0), max(f.shape[1] - 6, 0)
    middle, ring = f[3:3 + H, 3:3 + W], [f[3 + dy:3 + dy + H, 3 + dx:3 + dx + W] for dy, dx in RING]
    low, high = middle - threshold, middle + threshold
    brighter, darker = np.ones((2, H, W), bool)
    for one, opposite in zip(ring[:8], ring[8:], strict=True):
        brighter &= np.maximum(one, opposite) > high
        darker &= np.minimum(one, opposite) < low
    return brighter | darker
