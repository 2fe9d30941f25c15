"""Hysteresis threshold (双阈值, 滞后阈值): a weak response counts where it hangs together with a strong one.

    keep  =  { p weak :  there is a path p … q of weak pixels, each one of the eight neighbours of the last, q strong }

One threshold alone either lets noise through or tears lines apart.  Two do neither: the high one says that there is a
line, the low one how far it goes.

Every stretch of weak pixels in a row is one node of a graph.  Two stretches that touch in adjacent rows, straight or
aslant, are joined.  Each pair is found once, where one of the two begins: the lower one below the upper, or one past
its end; the upper one above the lower, or one past its end, but not above its first pixel.  However n stretches are
arranged, connected_roots joins them in at most 2·⌊log₂ n⌋ rounds (`components`).

Shapes   weak, strong (H, W) bool  →  (H, W) bool
Cost     some operations per pixel, and connected_roots of the stretches
Source   Canny 1986, "A computational approach to edge detection"
Checked  scipy.ndimage.label with eight neighbours; the rounds, counted
Beware   A strong pixel that is not weak counts for nothing.  skimage.filters.apply_hysteresis_threshold knows only four
         neighbours: a diagonal line falls to pieces there.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.features.components import connected_roots

__all__ = ["hysteresis", "hysteresis_definition"]


def hysteresis_definition(weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """A flood: from every strong pixel on to its weak neighbours, and on to theirs."""
    weak, strong = _masks(weak, strong)
    keep, todo = np.zeros(weak.shape, bool), [(int(y), int(x)) for y, x in np.argwhere(weak & strong)]
    H, W = weak.shape
    while todo:
        y, x = todo.pop()
        if 0 <= y < H and 0 <= x < W and weak[y, x] and not keep[y, x]:
            keep[y, x] = True
            todo += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return keep


def hysteresis(weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """Return which weak pixels are connected to a strong one by weak pixels, straight or aslant.

    Raises TypeError unless both are bool, ValueError unless they are (H, W) of the same size.

    >>> weak = np.array([[1, 1, 0, 1, 1], [0, 0, 0, 0, 0]], bool)
    >>> strong = np.array([[1, 0, 0, 0, 0], [0, 0, 1, 0, 0]], bool)
    >>> hysteresis(weak, strong).tolist()
    [[True, True, False, False, False], [False, False, False, False, False]]
    """
    weak, strong = _masks(weak, strong)
    H, W = weak.shape
    flat = np.pad(weak, (0, 1)).ravel()                            # rows end blank, as does the image: (H + 1)·(W + 1)
    begins = flat & ~np.roll(flat, 1)
    stretch = begins.cumsum(dtype=np.int32) - 1                    # −1 before the first: a node more, for nothing
    root = connected_roots(int(stretch[-1]) + 2, _touching(flat, begins, stretch, W + 1))
    stretch = stretch.reshape(H + 1, W + 1)[:H, :W]
    kept = np.zeros(len(root), bool)
    kept[root[stretch[weak & strong]]] = True
    return weak & kept[root][stretch]


def _touching(flat: np.ndarray, begins: np.ndarray, stretch: np.ndarray, row: int) -> np.ndarray:
    """Return (2, P): stretches, and those that they touch in the row above; a row up is `row` places back."""
    lower = np.flatnonzero(begins & (np.roll(flat, row) | np.roll(flat, row + 1)))       # begin below, or below right
    upper = np.flatnonzero(begins & np.roll(flat, 1 - row))                              # begin above right
    ends = stretch[lower], stretch[upper + row - 1], stretch[lower - row], stretch[upper]
    return np.concatenate(ends).reshape(2, -1)


def _masks(weak: np.ndarray, strong: np.ndarray) -> tuple:
    """Return both as arrays (H, W) of bool."""
    weak, strong = as_array("(H, W)", kind="bool", weak=weak), as_array("(H, W)", kind="bool", strong=strong)
    if weak.shape != strong.shape:
        raise ValueError(f"strong must have the shape of weak, {weak.shape}, got {strong.shape}")
    return weak, strong
