"""Doubling (倍增法): the smallest value in every window of any length, from windows as long as powers of two.

    T₀ = x        T_{k+1}[i] = min( T_k[i], T_k[i + 2ᵏ] )                   T_k[i]: the smallest of 2ᵏ values from i
    min x[i … i + n − 1] = min( T_k[i], T_k[i + n − 2ᵏ] ),   2ᵏ ≤ n < 2ᵏ⁺¹     two such windows cover n values

A minimum (or maximum) does not mind that the two overlap; a sum would.  One table, T₀ … T_k, serves every length below
2ᵏ⁺¹.  So a footprint is cut into its horizontal runs, each of them one comparison, however long.  Rows of the footprint
with the same run share it; and where such rows lie below each other, the same doubling takes the smallest over them.
An n × n square costs 2·⌊log₂ n⌋ + 3 comparisons per pixel instead of n² − 1, a disk of radius r about 3½·r + 7 instead
of π·r².

Shapes   image (H + h − 1, W + w − 1), footprint (h, w)  →  (H, W), the image's dtype
Cost     ⌊log₂ w⌋ comparisons per pixel for the table, w the longest run; one per different run, then ⌊log₂ m⌋ + 2 for
         m rows, one below the other, with that run
Source   Bender & Farach-Colton 2000, "The LCA problem revisited" (sparse table);  Urbach & Wilkinson 2008, "Efficient
         2-D grayscale morphological transformations with arbitrary flat structuring elements" (runs, and the table)
Checked  the smallest under the footprint at every place;  by way of dilation: scipy.ndimage and OpenCV
Beware   NaN wins over every number, as in np.minimum and np.maximum.
"""
from functools import reduce

import numpy as np

from refimpl.arguments import as_array

__all__ = ["extremes_under", "extremes_under_definition", "runs"]


def extremes_under_definition(image: np.ndarray, footprint: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """The extreme of image[y + i, x + j] over all (i, j) of the footprint, at every place where it fits in."""
    image, footprint = _fitting(image, footprint, extreme)
    H, W = np.subtract(image.shape, footprint.shape) + 1
    out = np.empty((H, W), image.dtype)
    for y, x in np.ndindex(H, W):
        out[y, x] = reduce(extreme, [image[y + i, x + j] for i, j in np.argwhere(footprint)])
    return out


def extremes_under(image: np.ndarray, footprint: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """Return the smallest (extreme = np.minimum) or largest (np.maximum) value under the footprint, wherever it fits.

    Raises ValueError unless the footprint has an entry that is not 0 and is no larger than the image.

    >>> cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
    >>> extremes_under(np.array([[9, 8, 9, 9], [1, 7, 6, 5], [9, 4, 9, 9]]), cross, np.minimum).tolist()
    [[1, 5]]
    """
    image, footprint = _fitting(image, footprint, extreme)
    H, W = np.subtract(image.shape, footprint.shape) + 1
    rows_of, T, (i, j) = _rows_of_runs(footprint), [image], np.unravel_index(footprint.argmax(), footprint.shape)
    out, longest = image[i:i + H, j:j + W].copy(), max(last - first for first, last in rows_of)
    while 2**len(T) <= longest:
        half = 2**(len(T) - 1)
        T.append(extreme(T[-1][:, :-half], T[-1][:, half:]))
    for (first, last), rows in rows_of.items():
        k = (last - first).bit_length() - 1
        under_run = extreme(T[k][:, first:first + W], T[k][:, last - 2**k:last - 2**k + W])
        for top, bottom in _runs_of(rows):
            block, height = under_run, 1
            while 2 * height <= bottom - top:
                block, height = extreme(block[:-height], block[height:]), 2 * height
            extreme(out, block[top:top + H], out=out)
            extreme(out, block[bottom - height:bottom - height + H], out=out)
    return out


def runs(row: np.ndarray) -> list:
    """Return where the row is not 0, as pairs (first, last), last excluded.

    >>> runs(np.array([1, 1, 0, 1]))
    [(0, 2), (3, 4)]
    """
    return _runs_of(as_array("(w,)", row=row) != 0)


def _runs_of(flags: np.ndarray) -> list:
    """Return where the flags are set, as pairs (first, last), last excluded."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return list(zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True))


def _rows_of_runs(footprint: np.ndarray) -> dict:
    """Return for each different run of the footprint a row of flags: which of its rows have that run."""
    rows_of: dict = {}
    for i, row in enumerate(footprint):
        for run in _runs_of(row):
            rows_of.setdefault(run, np.zeros(len(footprint), bool))[i] = True
    return rows_of


def _fitting(image: np.ndarray, footprint: np.ndarray, extreme: np.ufunc) -> tuple:
    """Return the image, and the footprint as flags, or say what is wrong."""
    image, footprint = as_array("(H, W)", image=image), as_array("(h, w)", footprint=footprint) != 0
    if not callable(extreme) or isinstance(extreme, type):
        raise TypeError(f"extreme must be np.minimum or np.maximum, got {extreme!r:.60}")
    if not footprint.any() or np.greater(footprint.shape, image.shape).any():
        raise ValueError(f"footprint must not be all 0, nor larger than the image {image.shape}, "
                         f"got shape {footprint.shape}")
    return image, footprint
