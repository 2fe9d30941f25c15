"""Hysteresis threshold (双阈值, 滞后阈值): a weak response counts where it hangs together with a strong one.

    keep  =  { p weak :  there is a path p … q of weak pixels, each one of the eight neighbours of the last, q strong }

One threshold alone either lets noise through or tears lines apart.  Two do neither: the high one says that there is a
line, the low one how far it goes.

Every stretch of weak pixels in a row is one node of a graph; stretches that touch, straight or aslant, in the next row
are joined.  Joining: of two roots the later one is hung below the earlier one, all pairs at once; then every node looks
up the root of its root, until nothing changes.  Each round at least halves the roots that still have anything to join:
even a blob that fills the image takes few rounds, where a flood takes a step for every pixel of its longest way.

Shapes   weak, strong (H, W) bool  →  (H, W) bool
Cost     some operations a pixel, log₂ of the number of stretches rounds at the most
Source   Canny 1986, "A computational approach to edge detection", §VIII;  the joining: Shiloach & Vishkin 1982, "An
         O(log n) parallel connectivity algorithm"
Checked  scipy.ndimage.label with eight neighbours, scipy.sparse.csgraph.connected_components
Beware   A strong pixel that is not weak counts for nothing.  skimage.filters.apply_hysteresis_threshold knows only four
         neighbours: a diagonal line falls to pieces there.
"""
import numpy as np

__all__ = ["connected_roots", "hysteresis", "hysteresis_definition"]


def hysteresis_definition(weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """A flood: from every strong pixel on to its weak neighbours, and on to theirs."""
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
    if weak.dtype != bool or strong.dtype != bool:
        raise TypeError(f"weak and strong must be bool, got {weak.dtype} and {strong.dtype}")
    if weak.ndim != 2 or weak.shape != strong.shape:
        raise ValueError(f"weak and strong must be (H, W) of the same size, got {weak.shape} and {strong.shape}")
    begins = weak.copy()
    begins[:, 1:] &= ~weak[:, :-1]
    stretch = begins.cumsum().reshape(weak.shape) - 1              # −1 before the first: a node more, for nothing
    root = connected_roots(int(begins.sum()) + 1, _touching(weak, stretch))
    kept = np.zeros(len(root), bool)
    kept[root[stretch[weak & strong]]] = True
    return weak & kept[root][stretch]


def connected_roots(n: int, pairs: np.ndarray) -> np.ndarray:
    """Return for each of n nodes the least node that pairs (2, P) connect it to, directly or by way of others.

    >>> connected_roots(6, np.array([[4, 1, 5], [1, 3, 5]])).tolist()
    [0, 1, 2, 1, 1, 5]
    """
    root = np.arange(n)
    while True:
        ends = root[pairs]
        ends = ends[:, ends[0] != ends[1]]
        if not ends.size:
            return root
        root[ends.max(0)] = ends.min(0)                            # of several candidates any will do
        while (root[root] != root).any():
            root = root[root]


def _touching(weak: np.ndarray, stretch: np.ndarray) -> np.ndarray:
    """Return (2, P): stretches with pixels above each other, or aslant."""
    pairs = []
    for above, below in (np.s_[:-1], np.s_[1:]), (np.s_[:-1, 1:], np.s_[1:, :-1]), (np.s_[:-1, :-1], np.s_[1:, 1:]):
        both = weak[above] & weak[below]
        pairs.append(np.stack([stretch[above][both], stretch[below][both]]))
    return np.concatenate(pairs, axis=1)
