"""Local binary patterns (局部二值模式, LBP): a texture as the histogram of what small rings look like.

    bit p = [ f(y − R·sin φ, x + R·cos φ) ≥ f(y, x) ],   φ = 2πp/P,   p = 0 … P − 1

    default    Σ bit p · 2^p                      which neighbours are at least as bright, P bits
    ror        the least of its P rotations       the same however the texture is turned, by steps of 2π/P
    uniform    number of ones, if at most two of the P steps round the ring change the bit; else P + 1

Between pixels the level is interpolated.  Only comparisons are kept, so light and contrast drop out.  Most rings of a
photograph are uniform: an edge, a corner, a spot, a flat; that leaves P + 2 kinds, whose histogram describes a texture.

Shapes   image (H, W)  →  (H, W) int64;  default and ror < 2^P, uniform ≤ P + 1
Cost     three interpolations a neighbour and pixel, and a comparison
Source   Ojala, Pietikäinen & Mäenpää 2002, "Multiresolution gray-scale and rotation invariant texture classification
         with local binary patterns", eq. 2–3, 8–10
Checked  skimage.feature.local_binary_pattern, every pixel (which has the same numbers as floats)
Beware   Beyond the border everything is 0.  Positions are rounded to 5 decimals as in scikit-image, and the order of
         interpolation is its own, for equal levels decide: a last digit turns a bit.  "Invariant to any rising grey
         map" holds only where rings meet pixels: interpolating does not commute with the map.
"""
import math

import numpy as np

from refimpl.imaging.borders import bands, extend

__all__ = ["lbp", "lbp_definition", "least_rotation"]


def lbp_definition(image: np.ndarray, points: int, radius: float, method: str = "default") -> np.ndarray:
    """The bits above, one pixel at a time."""
    H, W = image.shape

    def pixel(y: int, x: int) -> float:
        return float(image[y, x]) if 0 <= y < H and 0 <= x < W else 0.0

    def between(y: float, x: float) -> float:
        top, left, bottom, right = math.floor(y), math.floor(x), math.ceil(y), math.ceil(x)
        upper = (1 - (x - left)) * pixel(top, left) + (x - left) * pixel(top, right)
        lower = (1 - (x - left)) * pixel(bottom, left) + (x - left) * pixel(bottom, right)
        return (1 - (y - top)) * upper + (y - top) * lower

    def code(bits: list) -> int:
        rotations = [sum(bits[(p + k) % points] << p for p in range(points)) for k in range(points)]
        changes = sum(bits[p] != bits[p - 1] for p in range(points))
        return {"default": rotations[0], "ror": min(rotations),
                "uniform": sum(bits) if changes <= 2 else points + 1}[method]

    steps = [(float(dy), float(dx)) for dy, dx in _ring(points, radius)]
    return np.array([[code([int(between(y + dy, x + dx) - pixel(y, x) >= 0) for dy, dx in steps]) for x in range(W)]
                     for y in range(H)], np.int64)


def lbp(image: np.ndarray, points: int, radius: float, method: str = "default") -> np.ndarray:
    """Return the pattern of the ring of `points` neighbours at `radius` pixels round every pixel.

    method is default, ror or uniform.  Raises TypeError for images that are not bool, integer or float, ValueError
    unless they are (H, W), for another method, fewer than 1 or more than 32 points, and a radius below 0.

    >>> lbp(np.array([[9, 1, 1], [9, 5, 1], [9, 5, 1]]), 4, 1)[1, 1].item()            # right, up, left, down: 0 0 1 1
    12
    """
    if method not in ("default", "ror", "uniform"):
        raise ValueError(f"method must be default, ror or uniform, got {method!r}")
    if points not in range(1, 33) or not 0 <= radius < np.inf:
        raise ValueError(f"points must be from 1 to 32 and radius at least 0, got {points} and {radius}")
    if image.ndim != 2:
        raise ValueError(f"image must be (H, W), got shape {image.shape}")
    if image.dtype.kind not in "buif":
        raise TypeError(f"image must be bool, integer or float, got {image.dtype}")
    codes, reach, steps = np.empty(image.shape, np.uint32), math.ceil(radius) + 1, _ring(points, radius)
    for rows, seen in bands(image.shape, 2 * reach):
        f = extend(image, ((reach, reach), (reach, reach)), "constant", 0.0, np.dtype(float), seen)
        codes[rows] = sum((_ring_pixels(f, dy, dx, reach, rows.start) >= f[reach:-reach, reach:-reach])
                          * np.uint32(1 << p) for p, (dy, dx) in enumerate(steps))
    if method == "default":
        return codes.astype(np.int64)
    classify = least_rotation if method == "ror" else _uniform
    if 2**points > codes.size:
        return classify(codes, points).astype(np.int64)
    return classify(np.arange(2**points, dtype=np.uint32), points).astype(np.int64)[codes]    # each pattern once


def least_rotation(codes: np.ndarray, points: int) -> np.ndarray:
    """Return the least of the rotations of patterns (…) uint32 of `points` bits.

    >>> least_rotation(np.array([0b1000, 0b0110, 0b1011], np.uint32), 4).tolist()
    [1, 3, 7]
    """
    return np.minimum.reduce([_rotated(codes, points, k) for k in range(points)])


def _ring(points: int, radius: float) -> list:
    """Return (dy, dx) of each neighbour, to 5 decimals."""
    phi = 2 * np.pi * np.arange(points) / points
    return list(zip(np.round(-radius * np.sin(phi), 5), np.round(radius * np.cos(phi), 5), strict=True))


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
