"""CLAHE (限制对比度自适应直方图均衡化): equalize every tile by its own clipped histogram, and blend between tiles.

    T(v) = round( L/A · Σ_{u ≤ v} clip(h)(u) )               the mapping of a tile of A pixels with histogram h
    out  = round( (1−β)·[(1−α)·T₀₀(v) + α·T₀₁(v)] + β·[(1−α)·T₁₀(v) + α·T₁₁(v)] )

The slope of T at v is h(v)·L/A: the more pixels of a level, the more its contrast grows.  So h is cut at a limit,
clip_limit times its mean A/B, and what was cut off is dealt out to all B levels, at most e to each.  Then no slope
exceeds (limit + e)·L/A, about clip_limit + 1 where a tile has many more pixels than levels.  A pixel of level v lies
between four tile centres, α of the way from left to right, β from top to bottom; beyond the outermost centres the
nearest tile counts twice.  L = B − 1 = 255 or 65535.

Shapes   image (H, W) uint8 or uint16  →  the same;   mappings (gy, gx, B), one for each tile of the grid
Cost     H·W additions to count, gy·gx·B to accumulate; four look-ups, six multiplications, three additions per pixel
Source   Zuiderveld 1994, "Contrast limited adaptive histogram equalization", Graphics Gems IV
Checked  cv2.createCLAHE, bit for bit on x86-64 (elsewhere fused multiply-adds may move a pixel by one level)
Beware   As in OpenCV the limit is ⌊clip_limit·A/B⌋ but at least 1, and ≤ 0 means none; the excess is dealt out once, so
         bins may end above the limit; if either side does not divide by the grid, both are padded by reflection;
         float32, half to even.  Zuiderveld has the same limit, scikit-image a share of A; both deal out until no bin is
         above it, and truncate; his grid must divide the image, scikit-image reflects half a tile in front as well.  In
         uint16 a clip_limit below 2·B/A is the limit 1, and its slope L/A steep: give one far larger (a huge one clips
         nothing; OpenCV's limit wraps at 2³¹).  The grid is rows first.  A constant image can change, unlike in HE.
"""
import numpy as np

from refimpl.arguments import as_array, check_elements, real_numbers, whole_numbers
from refimpl.imaging.tiling import between_tiles, split_into_tiles

__all__ = ["bin_limit", "clahe", "clahe_definition", "clip_histogram", "clip_histogram_definition", "tile_mappings",
           "tile_mappings_definition"]


def clip_histogram_definition(counts: np.ndarray, limit: int) -> np.ndarray:
    """Cut every bin at the limit and deal the excess out, first evenly, then one by one at equal strides."""
    counts, limit = _whole_counts(counts, limit)
    if counts.ndim > 1:
        return np.array([clip_histogram_definition(h, limit) for h in counts])
    everyone, rest = divmod(sum(max(int(h) - limit, 0) for h in counts), len(counts))
    dealt = np.array([min(int(h), limit) + everyone for h in counts])
    for k in range(rest):
        dealt[k * (len(counts) // rest)] += 1
    return dealt


def clip_histogram(counts: np.ndarray, limit: int) -> np.ndarray:
    """Return counts (…, B) with every bin cut at the limit and the excess dealt out again: the sum stays.

    >>> clip_histogram(np.array([9, 0, 1, 2]), 3).tolist()                   # excess 6 = 1 for each of 4, 2 at stride 2
    [5, 1, 3, 3]
    """
    counts, limit = _whole_counts(counts, limit)
    clipped, bins = np.minimum(counts, limit), counts.shape[-1]
    everyone, rest = np.divmod((counts - clipped).sum(axis=-1, keepdims=True), bins)
    stride, v = bins // np.maximum(rest, 1), np.arange(bins)
    return clipped + everyone + ((v % stride == 0) & (v < rest * stride))


def tile_mappings_definition(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """T of every tile, one level at a time."""
    image, tiles, limit = _tiles_and_limit(image, clip_limit, tile_grid)
    (gy, gx, h, w), B = tiles.shape, np.iinfo(image.dtype).max + 1
    T, scale = np.empty((gy, gx, B), image.dtype), np.float32(B - 1) / np.float32(h * w)
    for i, j in np.ndindex(gy, gx):
        counts = clip_histogram_definition(np.bincount(tiles[i, j].ravel(), minlength=B), limit)
        for v, below in enumerate(counts.cumsum()):
            T[i, j, v] = round(np.float32(below) * scale)
    return T


def tile_mappings(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """Return T of every tile as (gy, gx, B): what each level becomes at the centre of that tile.

    >>> tile_mappings(np.array([[1, 1, 2, 3]], np.uint8), clip_limit=0, tile_grid=(1, 1))[0, 0, :5].tolist()
    [0, 128, 191, 255, 255]
    """
    image, tiles, limit = _tiles_and_limit(image, clip_limit, tile_grid)
    (gy, gx, h, w), B = tiles.shape, np.iinfo(image.dtype).max + 1
    T, scale = np.empty((gy * gx, B), image.dtype), np.float32(B - 1) / np.float32(h * w)
    each, few = [tiles[place] for place in np.ndindex(gy, gx)], 2**20 // B               # at a time: to save memory
    for k in range(0, gy * gx, few):
        counts = np.array([np.bincount(tile.ravel(), minlength=B) for tile in each[k:k + few]])
        T[k:k + few] = np.rint(clip_histogram(counts, limit).cumsum(axis=-1).astype(np.float32) * scale)
    return T.reshape(gy, gx, B)


def clahe_definition(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image = as_array("(H, W)", "uint8 or uint16", empty=False, image=image)
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
    """Return the image with its local contrast equalized, as far as the clip limit lets it.

    tile_grid is (rows, columns).  Raises TypeError unless the image is uint8 or uint16, ValueError unless it is (H, W)
    with at least one pixel, and for a grid whose mappings have more than 2²⁷ entries.

    >>> clahe(np.array([[1, 1, 2, 3]], np.uint8), clip_limit=0, tile_grid=(1, 1)).tolist()     # 255 · 2/4, 3/4, 4/4
    [[128, 128, 191, 255]]
    """
    image = as_array("(H, W)", "uint8 or uint16", empty=False, image=image)
    T = np.pad(tile_mappings(image, clip_limit, tile_grid), ((1, 1), (1, 1), (0, 0)), mode="edge")
    B, down, T = T.shape[2], T[0].size, T.astype(np.float32).ravel()
    T00, T01, T10, T11 = T, T[B:], T[down:], T[down + B:]                # the neighbours lie at a fixed distance
    (H, W), (h, w), out = image.shape, split_into_tiles(image, tile_grid).shape[2:], np.empty_like(image)
    (i, β), (j, α), strip = between_tiles(H, h), between_tiles(W, w), max(2**15 // W, 1)   # rows that stay in the cache
    row, column, β = (i[:, None] + 1) * down, (j + 1) * B, β[:, None]
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
    area, bins = whole_numbers(1, 2**53, area=area, bins=bins)           # float64 holds them
    if not (isinstance(clip_limit, (float, np.floating)) and clip_limit == np.inf):
        [clip_limit] = real_numbers(clip_limit=clip_limit)
    return area if clip_limit <= 0 else max(int(float(min(clip_limit, bins)) * area / bins), 1)


def _whole_counts(counts: np.ndarray, limit: int) -> tuple:
    """Return counts and limit as whole numbers that int64 holds, or say what is wrong."""
    [limit], counts = whole_numbers(0, limit=limit), as_array("(…, B)", "whole", empty=False, counts=counts)
    if counts.dtype == object or counts.min() < 0 or int(counts.max()) * counts.shape[-1] >= 2**63:
        raise ValueError(f"counts must be whole, at least 0, and small enough to sum, got {counts!s:.60}")
    return counts.astype(np.int64, copy=False), min(limit, 2**63 - 1)


def _tiles_and_limit(image: np.ndarray, clip_limit: float, tile_grid: tuple) -> tuple:
    """Return the image, its tiles, and how many pixels of a tile a bin may hold; or say what is wrong."""
    image = as_array("(H, W)", "uint8 or uint16", empty=False, image=image)
    tiles, B = split_into_tiles(image, tile_grid), np.iinfo(image.dtype).max + 1
    check_elements(2 * tiles.shape[0] * tiles.shape[1] * B, tile_grid=tile_grid)          # 2²⁷ take 1 GiB, and seconds
    return image, tiles, bin_limit(clip_limit, tiles[0, 0].size, B)
