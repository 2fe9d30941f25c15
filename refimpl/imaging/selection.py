"""Forgetful selection (遗忘选择): the median of n numbers by min and max alone, for all pixels at once.

    (a, b)  →  (min(a, b), max(a, b))                                   one exchange

Of 9 numbers look at 6.  The smallest of them has 5 above it, the largest 5 below: neither can be the median, which has
4 on either side.  Forget both.  Take up the seventh number: of these 5 again the smallest and the largest can go, for 3
are left to be forgotten on either side.  So on, until one is left.  Which places are exchanged never depends on the
numbers, so each number may as well be an image: np.minimum and np.maximum do one exchange for all pixels.

Shapes   planes, a list of n arrays of one shape  →  an array of that shape and dtype
Cost     3 exchanges for 3 planes, 20 for 9, 132 for 25; for many about 3/16·n²
Source   Paeth 1990, "Median finding on a 3×3 grid", Graphics Gems;  Knuth 1998, The Art of Computer Programming, vol. 3
Checked  the sorted list;  every list of zeros and ones: what orders those orders everything (zero-one principle, Knuth)
Beware   Sorting takes about n·log₂ n comparisons, and is cheaper for large n.  NaN spreads: if one of the n is NaN, so
         is the result.
"""
import numpy as np

from refimpl.arguments import as_array, as_list

__all__ = ["upper_median", "upper_median_definition"]


def upper_median_definition(planes: list) -> np.ndarray:
    """Sort, and take the entry ⌊n/2⌋: the middle one, or of the two in the middle the larger."""
    ordered = np.sort(np.stack(_as_planes(planes)), axis=0)
    return np.where(ordered[-1] == ordered[-1], ordered[len(planes) // 2], ordered[-1])     # NaN comes last


def upper_median(planes: list) -> np.ndarray:
    """Return for every pixel the entry ⌊n/2⌋ of its n sorted values: the median, for even n the larger of the two.

    >>> upper_median([np.array([5, 1]), np.array([9, 2]), np.array([7, 8])]).tolist()
    [7, 2]
    """
    return _middle(_as_planes(planes))


def _middle(planes: list) -> np.ndarray:
    """Return the upper median of planes that are of one shape and dtype."""
    if len(planes) % 2 == 0:
        planes = [*planes, np.maximum.reduce(planes)]               # one more above the middle makes it the median
    seen = len(planes) // 2 + 2
    hand, others = list(planes[:seen]), list(planes[seen:])
    while len(hand) > 1:
        _sort_ends(hand)
        hand = hand[1:-1] + others[:1]                              # forget both ends, take up another
        others = others[1:]
    return hand[0].copy()


def _as_planes(planes: list) -> list:
    """Return the planes as arrays, if all are of one shape and dtype."""
    arrays = [as_array("(…)", planes=plane) for plane in as_list(planes=planes)]
    if len(kinds := {(array.shape, array.dtype) for array in arrays}) > 1:
        raise ValueError(f"planes must be of one shape and dtype, got {kinds}")
    return arrays


def _sort_ends(hand: list) -> None:
    """Exchange until the smallest comes first and the largest last, in about 3/2·m exchanges."""
    m = len(hand)
    pairs = [(i, m - 1 - i) for i in range(m // 2)]                 # the smaller ones to the front, the larger behind
    smallest = [(0, i) for i in range(1, (m + 1) // 2)]
    largest = [(i, m - 1) for i in range(m // 2, m - 1)]
    for i, j in pairs + smallest + largest:
        hand[i], hand[j] = np.minimum(hand[i], hand[j]), np.maximum(hand[i], hand[j])
