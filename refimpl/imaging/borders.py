"""Borders (边界处理): what a filter sees where its window reaches beyond the image.

    reflect    d c b a | a b c d | d c b a        i mod 2n, and from n on 2n − 1 − i
    mirror       d c b | a b c d | c b a          i mod (2n − 2), and from n on 2n − 2 − i; 0 if n = 1
    nearest    a a a a | a b c d | d d d d        min(max(i, 0), n − 1)
    wrap       a b c d | a b c d | a b c d        i mod n
    constant   v v v v | a b c d | v v v v        cval

Every position i, however far out, has its source inside, or is cval: so a window may be larger than the image.  Far
out the same pixels come again, or one value over and over.  Weights that meet the same pixels can be added: 2n + 1 are
enough for n pixels.

Shapes   image (H, W) or (H, W, C), margins ((top, bottom), (left, right))  →  (top + H + bottom, left + W + right, …)
Cost     a copy; no arithmetic on pixels
Source   the modes and their names are those of scipy.ndimage
Checked  np.pad;  by way of every filter: scipy.ndimage
Beware   Two libraries seldom mean the same by a name.  "reflect" is symmetric in np.pad and BORDER_REFLECT in OpenCV;
         "mirror" is reflect in np.pad and BORDER_REFLECT_101, OpenCV's default.  In mode "reflect" correlate, convolve
         and others of scipy 1.17 read beside the image where a window reaches 4n pixels or more to one side.
"""
import numpy as np

from refimpl.arguments import (as_array, as_choice, as_list, as_shape, check_elements, per_axis, real_numbers,
                               whole_numbers)

__all__ = ["bands", "extend", "folded", "sources", "window_shape"]

BORDERS = "reflect", "mirror", "nearest", "wrap", "constant"
LONGEST = 2**26                                                     # pixels in a line; more are taken for a mistake


def sources(n: int, before: int, after: int, mode: str = "reflect") -> np.ndarray:
    """Return for the positions −before … n + after − 1 which of n pixels is seen there; −1 for cval.

    >>> sources(4, 2, 2, "reflect").tolist(), sources(4, 2, 2, "mirror").tolist()
    ([1, 0, 0, 1, 2, 3, 3, 2], [2, 1, 0, 1, 2, 3, 2, 1])
    """
    [n], [before, after] = whole_numbers(1, LONGEST, n=n), whole_numbers(0, LONGEST, before=before, after=after)
    mode, i = as_choice(BORDERS, mode=mode), np.arange(-before, n + after)
    if mode == "reflect":
        i %= 2 * n
        return np.minimum(i, 2 * n - 1 - i)
    if mode == "mirror":
        i %= max(2 * n - 2, 1)
        return np.minimum(i, 2 * n - 2 - i)
    if mode == "nearest":
        return i.clip(0, n - 1)
    if mode == "wrap":
        return i % n
    return np.where((i >= 0) & (i < n), i, -1)


@np.errstate(over="ignore")                                         # too large for the dtype is ∞
def extend(image: np.ndarray, margins: tuple, mode: str = "reflect", cval: float = 0.0,
           dtype: np.dtype | None = None, rows: slice = slice(None)) -> np.ndarray:
    """Return a copy of the image with what is seen beyond its borders, or some rows of it; of another dtype if given.

    Raises ValueError for an image without pixels, and in mode "constant" where the dtype does not hold cval.

    >>> extend(np.array([[1, 2, 3]]), ((0, 1), (2, 1)), "nearest").tolist()
    [[1, 1, 1, 2, 3, 3], [1, 1, 1, 2, 3, 3]]
    """
    image = as_array("(H, W) or (H, W, C)", empty=False, image=image)
    (top, bottom), (left, right) = (as_shape("(before, after)", 0, margins=m) for m in as_list(2, margins=margins))
    narrow = isinstance(dtype, np.dtype) and dtype.kind not in "fO" and not np.can_cast(image.dtype, dtype)
    if narrow or not isinstance(dtype, np.dtype | None) or not isinstance(rows, slice):
        raise TypeError(f"dtype must be one that holds {image.dtype}, rows a slice, got {dtype!r:.60} and {rows!r:.60}")
    (H, W), dtype = image.shape[:2], (dtype or image.dtype).newbyteorder("=")
    check_elements((top + H + bottom) * (left + W + right) - H * W, margins=margins)               # of the margins
    i, j = sources(H, top, bottom, mode)[rows], sources(W, left, right, mode)
    return _framed(image, i, j, left, dtype, _beyond(cval, mode, dtype))


def folded(weights: np.ndarray, shape: tuple, mode: str = "reflect") -> np.ndarray:
    """Return weights that do the same to an image: of more than 4n + 1000 along a side of n pixels, at most 2n + 1.

    Those that meet the same pixels are added.  Fewer come back as they are, not as a copy; whole numbers as float64.

    >>> folded(np.ones(3000), (3,), "wrap").tolist(), len(folded(np.ones(1000), (3,), "wrap"))
    ([1000.0, 1000.0, 1000.0], 1000)
    """
    weights, mode = as_array("(…)", "float", weights=weights), as_choice(BORDERS, mode=mode)
    for axis, (n, side) in enumerate(zip(weights.shape, per_axis(weights.ndim, shape=shape), strict=True)):
        if n > 4 * side + 1000:
            period = {"reflect": 2 * side, "mirror": max(2 * side - 2, 1), "wrap": side}.get(mode)
            size, towards = (period, "wrap") if period else (2 * side + 1, "nearest")
            before, parts = n // 2 - size // 2, np.moveaxis(weights, axis, 0)               # the middle stays there
            sums = np.zeros((size, *parts.shape[1:]), weights.dtype)
            np.add.at(sums, sources(size, before, n - size - before, towards), parts)
            weights = np.moveaxis(sums, 0, axis)
    return weights


def bands(shape: tuple, reach: int, pixels: int = 3 * 2**13) -> list:
    """Return slices: which rows to do at a time, to stay in the cache, and which they see when extended, `reach` more.

    >>> [(rows.start, rows.stop, seen.start, seen.stop) for rows, seen in bands((5, 100), reach=2, pixels=200)]
    [(0, 2, 0, 4), (2, 4, 2, 6), (4, 5, 4, 7)]
    """
    (H, W), [reach, pixels] = as_shape("(H, W)", 0, shape=shape), whole_numbers(0, reach=reach, pixels=pixels)
    rows = max(pixels // max(W, 1), 1)
    if H // rows > 2**20:
        raise ValueError(f"shape={shape} and pixels={pixels} would make more than a million bands")
    return [(slice(y, min(y + rows, H)), slice(y, min(y + rows, H) + reach)) for y in range(0, H, rows)]


def window_shape(size: int | tuple, shape: tuple) -> tuple:
    """Return (height, width) of a window, given as one number or as two, for an image of a shape.

    Raises ValueError for more than 2n + 100 on n pixels, which sees the same pixels again and again.

    >>> window_shape(3, (20, 30)), window_shape((1, 5), (20, 30))
    ((3, 3), (1, 5))
    """
    (h, w), (H, W) = per_axis(2, size=size), as_shape("(H, W)", shape=shape)
    whole_numbers(1, 2 * H + 100, size=h), whole_numbers(1, 2 * W + 100, size=w)
    return h, w


def _strips(image: np.ndarray, margins: tuple, mode: str, cval: float,  # type: ignore[no-untyped-def]
            dtype: np.dtype, pixels: int = 3 * 2**13):
    """Yield the bands of an image, and what each sees of the image extended; image and margins are right."""
    (H, W), ((top, bottom), (left, right)) = image.shape, margins
    i, j, beyond = sources(H, top, bottom, mode), sources(W, left, right, mode), _beyond(cval, mode, dtype)
    for rows, seen in bands((H, W), top + bottom, pixels):
        yield rows, _framed(image, i[seen], j, left, dtype, beyond)


def _framed(image: np.ndarray, i: np.ndarray, j: np.ndarray, left: int, dtype: np.dtype, beyond: object) -> np.ndarray:
    """Return the image's rows i and columns j, the first `left` of which lie beyond its border."""
    W, out = image.shape[1], np.empty((len(i), len(j), *image.shape[2:]), dtype)
    out[:, left:left + W] = image[i]
    for side in (slice(0, left), slice(left + W, None)):
        out[:, side] = out[:, left + j[side]]
    if beyond is not None:
        out[i < 0], out[:, j < 0] = beyond, beyond
    return out


def _beyond(cval: float, mode: str, dtype: np.dtype) -> float | None:
    """Return cval as the dtype holds it, NaN and ∞ too, if it is a number; None where the mode makes no use of it."""
    if not isinstance(cval, (float, np.floating)) or np.isfinite(cval):
        [cval] = real_numbers(cval=cval)
    if mode != "constant":
        return None
    with np.errstate(all="ignore"):
        held = cval if dtype.kind == "O" else np.float64(cval).astype(dtype)
    if np.isfinite(held) != np.isfinite(float(cval)) if dtype.kind == "f" else held != cval:
        raise ValueError(f"cval must be a number that {dtype} holds, got {cval}")
    return held
