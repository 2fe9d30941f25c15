"""Roots of unity (单位根): n points round the circle, each of them the nearest to the true one that a float can be.

    w^j = e^(−2πi·j/n) = cos(2π·j/n) − i·sin(2π·j/n)

    cos(α + β) = cos α·cos β − sin α·sin β        sin(α + β) = sin α·cos β + cos α·sin β

Transforms multiply by these numbers again and again, and every error arrives in the result.  Whole quarters of a turn
are taken out first, and put back exactly.  What is left, an eighth at most, is written in digits of a base near √(n/2).
The wave of each digit comes from the series of cos and sin, in whole numbers of 2⁻¹²⁰, and the theorems put the digits
together, as one multiplies on paper: in pieces of 26 bits, whose products a 64-bit number holds.  Nothing is rounded on
the way but what is below 2⁻¹⁰⁰; the sum of the pieces is, once.

Shapes   j (…) whole numbers  →  (…) complex128
Cost     about √(2n) pairs of series for n < 2²¹, then 40 products of whole numbers per root
Source   Muller et al. 2018, Handbook of Floating-Point Arithmetic, 2nd ed.: why the nearest float needs more digits
Checked  all roots for n up to 4096 against exact arithmetic: each part is the nearest float, ½ unit in the last place
Beware   np.exp(-2j * np.pi * j / n) is off by 10⁻¹⁵ where j goes to n, by n·10⁻¹⁵ where it goes to n²: a large angle
         has lost the digits that matter.
"""
import math
from functools import reduce

import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["roots_of_unity"]

BITS, PIECE, PIECES = 120, 26, 4                   # of the series; of one piece; how many are kept
STRETCH = 4096                                     # roots at a time, so that they stay in the cache
QUARTER_TURN = 31415926535897932384626433832795028841971 * 2**BITS // (2 * 10**40)


def roots_of_unity(j: np.ndarray, n: int) -> np.ndarray:
    """Return e^(−2πi·j/n) for whole numbers j and n from 1 to 2⁵⁹.

    Both parts are within ½ unit in the last place, and 2⁻¹⁰⁰, of the true ones; for n up to 4096 the nearest floats.

    >>> roots_of_unity(np.array([0, 1, 2, 3, 4]), 4).tolist() == [1, -1j, -1, 1j, 1]
    True
    """
    [n], j = whole_numbers(1, 2**59, n=n), as_array("(…)", "whole", j=j)
    j = (j.astype(np.uint64 if j.dtype == np.uint64 else np.int64) % n).astype(np.int64)
    quarters = (8 * j + n) // (2 * n)
    r = 4 * j - quarters * n                                       # of n parts of a quarter; at most half of them
    cosine, sine = _eighth(np.abs(r), n)
    return (cosine - 1j * np.copysign(sine, r)) * np.array([1, -1j, -1, 1j])[quarters % 4]


def _eighth(r: np.ndarray, n: int) -> np.ndarray:
    """Return cos and sin of r/n quarters of a turn, 0 ≤ r ≤ n/2, each the nearest float."""
    base, places, out = min(1024, math.isqrt(n // 2) + 1), [1], np.empty((2, r.size))
    while places[-1] * base <= n // 2:
        places.append(places[-1] * base)
    waves = [[_series(k * place, n) for k in range(min(base, n // 2 // place + 1))] for place in places]
    tables = [(place, np.moveaxis(np.array(table), 0, -1)) for place, table in zip(places, waves, strict=True)]
    for start in range(0, r.size, STRETCH):
        some = r.ravel()[start:start + STRETCH]
        wave = reduce(_turned, [table[..., some // place % base] for place, table in tables])
        for part, v in zip(out, wave, strict=True):                # two exact numbers; their sum is rounded, once
            part[start:start + STRETCH] = (v[0] * 2**26 + v[1]) * 2.0**-52 + (v[2] * 2**26 + v[3]) * 2.0**-104
    return out.reshape(2, *r.shape)


def _series(r: int, n: int) -> list:
    """Return cos and sin of r/n quarters of a turn: Σ ±x^k/k!, even k and odd; cut into pieces, the largest first."""
    x, term, sums, k = QUARTER_TURN * r // n, 2**BITS, [0, 0], 0
    while term:
        sums[k % 2] += term * (-1)**(k // 2)
        k += 1
        term = (term * x >> BITS) // k
    return [[v >> BITS - PIECE, *(v >> BITS - PIECE * i & 2**PIECE - 1 for i in range(2, PIECES + 1))] for v in sums]


def _turned(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the wave, cos and sin in pieces, of the sum of two angles."""
    return np.array([_carried(_product(a[0], b[0]) - _product(a[1], b[1])),
                     _carried(_product(a[1], b[0]) + _product(a[0], b[1]))])


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Σ_i a[i]·b[k − i] for every k: pieces that have not been carried."""
    return np.array([sum(a[i] * b[k - i] for i in range(k + 1)) for k in range(PIECES)])


def _carried(p: np.ndarray) -> np.ndarray:
    """Return the pieces of a product, each with its 26 bits, the rest carried to the next."""
    for k in range(PIECES - 1, 0, -1):
        p[k - 1] += p[k] >> PIECE
    p[1:] &= 2**PIECE - 1
    return np.array([p[0] >> PIECE, p[0] & 2**PIECE - 1, *p[1:-1]])
