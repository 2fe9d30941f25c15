"""Local binary patterns (局部二值模式, LBP): a texture as the histogram of what small rings look like.

    bit p = [ f(y − R·sin φ, x + R·cos φ) ≥ f(y, x) ],   φ = 2πp/P,   p = 0 … P − 1

    default    Σ bit p · 2^p                      which neighbours are at least as bright, P bits
    ror        the least of its P rotations       the same however the texture is turned, by steps of 2π/P
    uniform    number of ones, if at most two of the P steps round the ring change the bit; else P + 1

Between pixels the level is interpolated.  Only comparisons are kept, so light and contrast drop out, but for rounding
and the border.  Most rings of a photograph are uniform: an edge, a corner, a spot, a flat; that leaves P + 2 kinds,
whose histogram describes a texture.

Shapes   image (H, W)  →  (H, W) int64;  default and ror < 2^P, uniform ≤ P + 1
Cost     at most two interpolations and one comparison per neighbour and pixel
Source   Ojala, Pietikäinen & Mäenpää 2002, "Multiresolution gray-scale and rotation invariant texture classification
         with local binary patterns"
Checked  skimage.feature.local_binary_pattern, every pixel (which has the same numbers as floats)
Beware   Beyond the border everything is 0.  Positions are rounded to 5 decimals as in scikit-image, and the order of
         interpolation is its own, for equal levels decide: a last digit turns a bit.  So give whole levels: in floats
         a flat region may be noise (8 points at 1: 255 for 100 everywhere, 85 for 100/255).  "Invariant to any rising
         grey map" holds only where rings meet pixels: interpolating does not commute with the map.  A NaN on the ring
         or in the middle makes the bit 0.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_choice, real_numbers, whole_numbers
from refimpl.imaging.borders import _strips

__all__ = ["lbp", "lbp_definition", "least_rotation"]

METHODS = "default", "ror", "uniform"


def lbp_definition(image: np.ndarray, points: int, radius: float, method: str = "default") -> np.ndarray:
    """The bits above, one pixel at a time."""
    image, method = as_array("(H, W)", image=image), as_choice(METHODS, method=method)
    steps, (H, W) = _ring(points, radius, image.shape), image.shape
    points = len(steps)

    def pixel(y: int, x: int) -> float:
        return float(image[y, x]) if 0 <= y < H and 0 <= x < W else 0.0

    def mixed(one: float, other: float, part: float) -> float:
        return (1 - part) * one + part * other if part else one

    def between(y: float, x: float) -> float:
        top, left = math.floor(y), math.floor(x)
        upper, lower = (mixed(pixel(row, left), pixel(row, left + 1), x - left) for row in (top, top + 1))
        return mixed(upper, lower, y - top)

    def code(bits: list) -> int:
        rotations = [sum(bits[(p + k) % points] << p for p in range(points)) for k in range(points)]
        changes = sum(bits[p] != bits[p - 1] for p in range(points))
        return {"default": rotations[0], "ror": min(rotations),
                "uniform": sum(bits) if changes <= 2 else points + 1}[method]

    return np.array([[code([int(between(y + dy, x + dx) >= pixel(y, x)) for dy, dx in steps]) for x in range(W)]
                     for y in range(H)], np.int64).reshape(H, W)


@np.errstate(invalid="ignore")
def lbp(image: np.ndarray, points: int, radius: float, method: str = "default") -> np.ndarray:
    """Return the pattern of the ring of `points` neighbours at `radius` pixels round every pixel.

    method is default, ror or uniform.  Raises TypeError for images that are not real, ValueError unless they are
    (H, W), for another method, fewer than 1 or more than 32 points, and a radius below 0.  An empty image has none.

    >>> lbp(np.array([[9, 1, 1], [9, 5, 1], [9, 5, 1]]), 4, 1)[1, 1].item()            # right, up, left, down: 0 0 1 1
    12
    """
    image, method = as_array("(H, W)", image=image), as_choice(METHODS, method=method)
    steps, codes = _ring(points, radius, image.shape), np.zeros(image.shape, np.uint32)
    points, reach = len(steps), math.ceil(max(abs(d) for step in steps for d in step)) + 1
    margins, pixels = ((reach, reach), (reach, reach)), max(3 * 2**13, reach * image.shape[1])
    for rows, f in _strips(image, margins, "constant", 0.0, np.dtype(float), pixels) if codes.size else ():
        for p, (dy, dx) in enumerate(steps):
            bit = _ring_pixels(f, dy, dx, reach, rows.start) >= f[reach:-reach, reach:-reach]
            codes[rows] += bit * np.uint32(1 << p)
    if method == "default":
        return codes.astype(np.int64)
    classify = least_rotation if method == "ror" else _uniform
    if 2**points > codes.size:
        return classify(codes, points).astype(np.int64)
    return classify(np.arange(2**points, dtype=np.uint32), points).astype(np.int64)[codes]    # each pattern once


def least_rotation(codes: np.ndarray, points: int) -> np.ndarray:
    """Return the least of the rotations of patterns (…) of `points` bits, as uint32.

    Raises TypeError for codes that are not whole, ValueError for those that have more bits, and beyond 32 points.

    >>> least_rotation(np.array([0b1000, 0b0110, 0b1011], np.uint32), 4).tolist()
    [1, 3, 7]
    """
    codes, [points] = as_array("(…)", kind="whole", codes=codes), whole_numbers(1, 32, points=points)
    if codes.size and not 0 <= codes.min() <= codes.max() < 2**points:
        raise ValueError(f"codes must be from 0 to {2**points - 1}, got {codes.min()} … {codes.max()}")
    codes = codes.astype(np.uint32, copy=False)
    return np.minimum.reduce([_rotated(codes, points, k) for k in range(points)])


def _ring(points: int, radius: float, shape: tuple) -> list:
    """Return (dy, dx) of each neighbour, to 5 decimals; of those that see nothing but the outside, the next such."""
    [points], [radius], (H, W) = whole_numbers(1, 32, points=points), real_numbers(0, radius=radius), shape
    phi, radius = 2 * np.pi * np.arange(points) / points, min(radius, 2 * (H + W))
    dy, dx = np.round(-radius * np.sin(phi), 5), np.round(radius * np.cos(phi), 5)
    return list(zip(dy.clip(-H - 1, H + 1).tolist(), dx.clip(-W - 1, W + 1).tolist(), strict=True))


def _ring_pixels(f: np.ndarray, dy: float, dx: float, reach: int, first: int) -> np.ndarray:
    """Return f at (y + dy, x + dx) for all pixels: along the rows, then down the columns; whole steps are exact."""
    H, W = f.shape[0] - 2 * reach, f.shape[1] - 2 * reach
    top, left = reach + math.floor(dy), reach + math.floor(dx)
    y, x = np.arange(first, first + H)[:, None] + dy, np.arange(W) + dx
    below, right = y - np.floor(y), x - np.floor(x)
    level = f[top:top + H + 1, left:left + W]
    if dx % 1:
        level = (1 - right) * level + right * f[top:top + H + 1, left + 1:left + 1 + W]
    return (1 - below) * level[:-1] + below * level[1:] if dy % 1 else level[:-1]


def _rotated(codes: np.ndarray, points: int, k: int) -> np.ndarray:
    """Return the patterns turned by k places."""
    return (codes >> k | codes << (points - k)) & np.uint32(2**points - 1)


def _uniform(codes: np.ndarray, points: int) -> np.ndarray:
    """Return the number of ones, or points + 1 where more than two neighbours differ from the one before."""
    changed = codes ^ _rotated(codes, points, 1)
    ones, changes = (sum(bits >> p & 1 for p in range(points)) for bits in (codes, changed))
    return np.where(changes <= 2, ones, points + 1)
