"""Borders (边界处理): what a filter sees where its window reaches beyond the image.

    reflect    d c b a | a b c d | d c b a        i mod 2n, and from n on 2n − 1 − i
    mirror       d c b | a b c d | c b a          i mod (2n − 2), and from n on 2n − 2 − i
    nearest    a a a a | a b c d | d d d d        min(max(i, 0), n − 1)
    wrap       a b c d | a b c d | a b c d        i mod n
    constant   v v v v | a b c d | v v v v        cval

Every position i, however far out, has its source inside: so a window may be larger than the image.

Shapes   image (H, W) or (H, W, C), margins ((top, bottom), (left, right))  →  (top + H + bottom, left + W + right, …)
Cost     a copy; no arithmetic on pixels
Source   the modes and their names are those of scipy.ndimage
Checked  np.pad;  by way of every filter: scipy.ndimage
Beware   Two libraries seldom mean the same by a name.  "reflect" is symmetric in np.pad and BORDER_REFLECT in OpenCV;
         "mirror" is reflect in np.pad and BORDER_REFLECT_101, OpenCV's default.  Where a window reaches further than
         twice the image, some filters of scipy 1.17 read what lies beside the image in memory, in mode "reflect".
"""
import numpy as np

__all__ = ["bands", "extend", "sources", "window_shape"]


def sources(n: int, before: int, after: int, mode: str = "reflect") -> np.ndarray:
    """Return for the positions −before … n + after − 1 which of n pixels is seen there; −1 for cval.

    >>> sources(4, 2, 2, "reflect").tolist(), sources(4, 2, 2, "mirror").tolist()
    ([1, 0, 0, 1, 2, 3, 3, 2], [2, 1, 0, 1, 2, 3, 2, 1])
    """
    i = np.arange(-before, n + after)
    if mode == "reflect":
        i = i % (2 * n)
        return np.minimum(i, 2 * n - 1 - i)
    if mode == "mirror":
        i = i % max(2 * n - 2, 1)
        return np.minimum(i, 2 * n - 2 - i)
    if mode == "nearest":
        return i.clip(0, n - 1)
    if mode == "wrap":
        return i % n
    if mode == "constant":
        return np.where((i >= 0) & (i < n), i, -1)
    raise ValueError(f"mode must be reflect, mirror, nearest, wrap or constant, got {mode!r}")


def extend(image: np.ndarray, margins: tuple, mode: str = "reflect", cval: float = 0.0,
           dtype: np.dtype | None = None, rows: slice = slice(None)) -> np.ndarray:
    """Return the image with what is seen beyond its borders, or some rows of that; of another dtype if given.

    Raises ValueError unless the image is (H, W), or (H, W, C) in colour, with at least one pixel.

    >>> extend(np.array([[1, 2, 3]]), ((0, 1), (2, 1)), "nearest").tolist()
    [[1, 1, 1, 2, 3, 3], [1, 1, 1, 2, 3, 3]]
    """
    if image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(f"image must be (H, W) or (H, W, C) with at least one pixel, got shape {image.shape}")
    H, W = image.shape[:2]
    (top, bottom), (left, right) = margins
    i, j = sources(H, top, bottom, mode)[rows], sources(W, left, right, mode)
    out = np.empty((len(i), len(j), *image.shape[2:]), dtype or image.dtype)
    out[:, left:left + W] = image[i]
    for side in (slice(0, left), slice(left + W, None)):
        out[:, side] = out[:, left + j[side]]
    if mode == "constant":
        out[i < 0], out[:, j < 0] = cval, cval
    return out


def bands(shape: tuple, reach: int, pixels: int = 3 * 2**13) -> list:
    """Return which rows to do at a time, so that they stay in the cache, and which of the extended image they see.

    Both are slices; a window of h rows sees h − 1 = reach more.

    >>> [(rows.start, rows.stop, seen.start, seen.stop) for rows, seen in bands((5, 100), reach=2, pixels=200)]
    [(0, 2, 0, 4), (2, 4, 2, 6), (4, 5, 4, 7)]
    """
    H, W = shape[:2]
    rows = max(pixels // W, 1)
    stops = [min(y + rows, H) for y in range(0, H, rows)]
    return [(slice(y, stop), slice(y, stop + reach)) for y, stop in zip(range(0, H, rows), stops, strict=True)]


def window_shape(size: int | tuple) -> tuple:
    """Return (height, width) of a window given as one number or as two.  ValueError unless they are at least 1.

    >>> window_shape(3), window_shape((1, 5))
    ((3, 3), (1, 5))
    """
    shape = np.asarray(size)
    if shape.shape not in ((), (2,)) or shape.dtype.kind not in "iu" or shape.min() < 1:
        raise ValueError(f"size must be a whole number of at least 1, or (height, width), got {size}")
    height, width = np.broadcast_to(shape, 2).tolist()
    return height, width
