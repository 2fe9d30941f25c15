"""Doubling (倍增法): the smallest value in every window of any length, from windows as long as powers of two.

    T₀ = x        T_{k+1}[i] = min( T_k[i], T_k[i + 2ᵏ] )                   T_k[i]: the smallest of 2ᵏ values from i
    min x[i … i + n − 1] = min( T_k[i], T_k[i + n − 2ᵏ] ),   2ᵏ ≤ n < 2ᵏ⁺¹     two such windows cover n values

A minimum (or maximum) does not mind that the two overlap; a sum would.  One table of log₂ n rows serves every length.
So a footprint is cut into its horizontal runs, each of them one comparison, however long.  Rows of the footprint with
the same run share it; and where such rows lie below each other, the same doubling takes the smallest over them.  An
n × n square costs about 2·log₂ n comparisons a pixel instead of n², a disk of radius r about 3r instead of 3r².

Shapes   image (H + h − 1, W + w − 1), footprint (h, w)  →  (H, W), the image's dtype
Cost     log₂ w comparisons a pixel for the table, one for each different run, then one or more for each row
Source   Bender & Farach-Colton 2000, "The LCA problem revisited", §3 (sparse table);  van Droogenbroeck & Talbot 1996,
         "Fast computation of morphological operations with arbitrary structuring elements" (runs)
Checked  the smallest under the footprint at every place;  by way of dilation: scipy.ndimage and OpenCV
Beware   NaN wins over every number, as in np.minimum and np.maximum.
"""
import numpy as np

__all__ = ["extremes_under", "extremes_under_definition", "runs"]


def extremes_under_definition(image: np.ndarray, footprint: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """The extreme of image[y + i, x + j] over all (i, j) of the footprint, at every place where it fits in."""
    H, W = np.subtract(image.shape, footprint.shape) + 1
    out = np.empty((H, W), image.dtype)
    for y, x in np.ndindex(H, W):
        out[y, x] = extreme.reduce([image[y + i, x + j] for i, j in np.argwhere(footprint)])
    return out


def extremes_under(image: np.ndarray, footprint: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """Return the smallest (extreme = np.minimum) or largest (np.maximum) value under the footprint, wherever it fits.

    >>> cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
    >>> extremes_under(np.array([[9, 8, 9, 9], [1, 7, 6, 5], [9, 4, 9, 9]]), cross, np.minimum).tolist()
    [[1, 5]]
    """
    H, W = np.subtract(image.shape, footprint.shape) + 1
    rows_of, T, (i, j) = _rows_of_runs(footprint), [image], np.argwhere(footprint)[0]
    out, longest = image[i:i + H, j:j + W].copy(), max(last - first for first, last in rows_of)
    while 2**len(T) <= longest:
        half = 2**(len(T) - 1)
        T.append(extreme(T[-1][:, :-half], T[-1][:, half:]))
    for (first, last), rows in rows_of.items():
        k = (last - first).bit_length() - 1
        under_run = extreme(T[k][:, first:first + W], T[k][:, last - 2**k:last - 2**k + W])
        for top, bottom in runs(rows):
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
    ends = np.flatnonzero(np.diff(np.concatenate([[False], np.asarray(row) != 0, [False]])))
    return list(zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True))


def _rows_of_runs(footprint: np.ndarray) -> dict:
    """Return for each different run of the footprint a row of flags: which of its rows have that run."""
    rows_of: dict = {}
    for i, row in enumerate(footprint):
        for run in runs(row):
            rows_of.setdefault(run, np.zeros(len(footprint), bool))[i] = True
    return rows_of
