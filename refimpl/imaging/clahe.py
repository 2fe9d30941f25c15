"""CLAHE (限制对比度自适应直方图均衡化): equalize every tile by its own clipped histogram, and blend between tiles.

    T(v) = round( L/A · Σ_{u ≤ v} clip(h)(u) )               the mapping of a tile of A pixels with histogram h
    out  = round( (1−β)·[(1−α)·T₀₀(v) + α·T₀₁(v)] + β·[(1−α)·T₁₀(v) + α·T₁₁(v)] )

The slope of T at v is h(v)·L/A: the more pixels of a level, the more its contrast grows, noise included.  Clipping h
at clip_limit times its mean bounds the slope by clip_limit; what was cut off is dealt out to all levels equally, which
adds 1 at most.  A pixel of level v lies between four tile centres, α of the way from left to right, β from top to
bottom; beyond the outermost centres the nearest tile counts twice.  L = 255 or 65535, the brightest of B levels.

Shapes   image (H, W) uint8 or uint16  →  the same;   mappings (gy, gx, B), one for each tile of the grid
Cost     H·W additions to count, gy·gx·B to accumulate; four look-ups, six multiplications, three additions a pixel
Source   Zuiderveld 1994, "Contrast limited adaptive histogram equalization", Graphics Gems IV, VIII.5
Checked  cv2.createCLAHE, bit for bit on x86-64 (elsewhere fused multiply-adds may move a pixel by one level)
Beware   Everything Zuiderveld leaves open is done as in OpenCV: the limit is ⌊clip_limit·A/B⌋ but at least 1, and ≤ 0
         means none; the excess is dealt out once, so bins may end above the limit; if either side does not divide by
         the grid, both are padded by reflection; float32, half to even.  scikit-image and Zuiderveld differ in each.
         Past 2³¹ OpenCV's limit wraps around to the strongest clipping; here a huge limit clips nothing.
         The grid is rows first: OpenCV's tileGridSize (x, y) reversed.  A constant image changes, unlike in HE.
"""
import math

import numpy as np

from refimpl.imaging.histogram import count_levels
from refimpl.imaging.tiling import between_tiles, split_into_tiles

__all__ = ["bin_limit", "clahe", "clahe_definition", "clip_histogram", "clip_histogram_definition", "tile_mappings",
           "tile_mappings_definition"]


def clip_histogram_definition(counts: np.ndarray, limit: int) -> np.ndarray:
    """Cut every bin at the limit and deal the excess out, first evenly, then one by one at equal strides."""
    clipped, bins = counts.copy(), len(counts)
    for v in range(bins):
        clipped[v] = min(counts[v], limit)
    everyone, rest = divmod(int(counts.sum() - clipped.sum()), bins)
    for v in range(bins):
        clipped[v] += everyone
    for k in range(rest):
        clipped[k * (bins // rest)] += 1
    return clipped


def clip_histogram(counts: np.ndarray, limit: int) -> np.ndarray:
    """Return counts (…, B) with every bin cut at the limit and the excess dealt out again: the sum stays.

    >>> clip_histogram(np.array([9, 0, 1, 2]), 3).tolist()                   # excess 6 = 1 for each of 4, 2 at stride 2
    [5, 1, 3, 3]
    """
    if limit < 0:
        raise ValueError(f"limit must not be negative, got {limit}")
    clipped, bins = np.minimum(counts, limit), counts.shape[-1]
    everyone, rest = np.divmod((counts - clipped).sum(axis=-1, keepdims=True), bins)
    stride, v = bins // np.maximum(rest, 1), np.arange(bins)
    return clipped + everyone + ((v % stride == 0) & (v < rest * stride))


def tile_mappings_definition(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """T of every tile, one level at a time."""
    tiles = split_into_tiles(image, tile_grid)
    gy, gx, h, w = tiles.shape
    A, B = h * w, np.iinfo(image.dtype).max + 1
    T = np.empty((gy, gx, B), image.dtype)
    for i, j in np.ndindex(gy, gx):
        counts = np.array([sum(1 for pixel in tiles[i, j].flat if pixel == v) for v in range(B)])
        counts, below = clip_histogram_definition(counts, bin_limit(clip_limit, A, B)), 0
        for v in range(B):
            below += int(counts[v])
            T[i, j, v] = round(np.float32(below) * (np.float32(B - 1) / np.float32(A)))
    return T


def tile_mappings(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """Return T of every tile as (gy, gx, B): what each level becomes at the centre of that tile.

    >>> tile_mappings(np.array([[1, 1, 2, 3]], np.uint8), clip_limit=0, tile_grid=(1, 1))[0, 0, :5].tolist()
    [0, 128, 191, 255, 255]
    """
    tiles = split_into_tiles(image, tile_grid)
    counts = np.array([[count_levels(tile) for tile in row] for row in tiles])          # gy, gx, B
    A, B = tiles[0, 0].size, counts.shape[-1]
    counts = clip_histogram(counts, bin_limit(clip_limit, A, B))
    scale = np.float32(B - 1) / np.float32(A)
    return np.rint(counts.cumsum(axis=-1).astype(np.float32) * scale).astype(image.dtype)


def clahe_definition(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """The formula above, one pixel at a time."""
    T = np.pad(tile_mappings_definition(image, clip_limit, tile_grid), ((1, 1), (1, 1), (0, 0)), mode="edge")
    h, w = split_into_tiles(image, tile_grid).shape[2:]
    out, rows, columns = image.copy(), between_tiles(image.shape[0], h), between_tiles(image.shape[1], w)
    for (y, x), v in np.ndenumerate(image):
        i, β, j, α = rows[0][y] + 1, rows[1][y], columns[0][x] + 1, columns[1][x]       # + 1: T is padded
        one = np.float32(1)                                              # NumPy 1 makes 1 − α a float64
        upper = T[i, j, v] * (one - α) + T[i, j + 1, v] * α
        lower = T[i + 1, j, v] * (one - α) + T[i + 1, j + 1, v] * α
        out[y, x] = round(upper * (one - β) + lower * β)
    return out


def clahe(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """Return the image with its local contrast equalized, but nowhere raised more than about clip_limit + 1 times.

    tile_grid is (rows, columns).  Raises TypeError unless the image is uint8 or uint16, ValueError unless it is (H, W)
    with at least one pixel, for a grid below 1, and for a clip_limit of NaN.

    >>> clahe(np.array([[1, 1, 2, 3]], np.uint8), clip_limit=0, tile_grid=(1, 1)).tolist()     # 255 · 2/4, 3/4, 4/4
    [[128, 128, 191, 255]]
    """
    T = tile_mappings(image, clip_limit, tile_grid)
    _, gx, B = T.shape
    T = np.pad(T, ((1, 1), (1, 1), (0, 0)), mode="edge").astype(np.float32).ravel()
    T00, T01, T10, T11 = T, T[B:], T[(gx + 2) * B:], T[(gx + 3) * B:]    # the neighbours lie at a fixed distance
    (H, W), (h, w), out = image.shape, split_into_tiles(image, tile_grid).shape[2:], np.empty_like(image)
    (i, β), (j, α) = between_tiles(H, h), between_tiles(W, w)
    row, column, β = (i[:, None] + 1) * ((gx + 2) * B), (j + 1) * B, β[:, None]
    strip = max(2**15 // W, 1)                                           # rows at a time: temporaries stay in cache
    for y in range(0, H, strip):
        s = slice(y, y + strip)
        at = row[s] + column + image[s]                                  # T₀₀(v) in the table laid flat
        upper = T00.take(at, mode="wrap") * (1 - α) + T01.take(at, mode="wrap") * α
        lower = T10.take(at, mode="wrap") * (1 - α) + T11.take(at, mode="wrap") * α
        np.rint(upper * (1 - β[s]) + lower * β[s], out=out[s], casting="unsafe")
    return out


def bin_limit(clip_limit: float, area: int, bins: int) -> int:
    """Return how many pixels of a tile a bin may hold: clip_limit times the mean, at least 1; the whole area if ≤ 0.

    >>> bin_limit(2.0, area=1024, bins=256), bin_limit(0, area=1024, bins=256)
    (8, 1024)
    """
    if math.isnan(clip_limit):
        raise ValueError("clip_limit must be a number (<= 0: no clipping), got nan")
    if clip_limit <= 0:
        return area
    return max(int(float(min(clip_limit, bins)) * area / bins), 1)
