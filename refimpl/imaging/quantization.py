"""Quantization (量化): let a few levels stand for all, with bins fixed beforehand or learned from the data.

    uniform:      i(v) = ⌊v·k/256⌋                                   k bins, equally wide
    distortion:   D = Σᵥ h(v)·(v − c_{i(v)})² / Σᵥ h(v)              the mean squared error, h the histogram

    Lloyd–Max:    i(v) = argminᵢ |v − cᵢ|,   cᵢ = Σ_{i(v)=i} h(v)·v / Σ_{i(v)=i} h(v)       in turn, until neither moves
    optimal:      E_k(b) = min_a E_{k−1}(a) + cost(a, b),   cost(a, b) = Σ_{a ≤ v < b} h(v)·(v − mean)²

The levels c that stand for the others are the codebook (码本); between two of them, halfway, lies a threshold (阈值).
Each step of Lloyd–Max lowers D or leaves it, so it ends; but where it ends depends on where it began.  In one dimension
the cells are intervals, so the best way to cut [0, b) into k cells is a best way to cut [0, a) into k − 1, and a last
one: dynamic programming (动态规划) finds the least D there is.

Shapes   image, any shape, uint8 or uint16  →  the same;   counts (B,)  →  codebook (k,), thresholds (k − 1,), float64
Cost     uniform a multiplication a pixel;  Lloyd–Max B·k an iteration;  optimal B²·k
Source   Lloyd 1982, "Least squares quantization in PCM"; Max 1960; Bruce 1965, "Optimum quantization" (optimal)
Checked  np.histogram (uniform);  scipy.cluster.vq.kmeans2 (Lloyd–Max, bit for bit);  all ways to cut (optimal)
Beware   Lloyd–Max stays in local optima, often a few per cent above the least D, at worst at a multiple of it.  A cell
         that no pixel falls into keeps its level.
"""
import numpy as np

__all__ = ["distortion", "lloyd_max", "optimal_quantizer", "optimal_quantizer_definition", "quantize",
           "uniform_quantize"]


def uniform_quantize(image: np.ndarray, levels: int) -> np.ndarray:
    """Return for each pixel which of `levels` equally wide bins it falls into: 0 … levels − 1, the image's dtype.

    Raises TypeError unless the image is uint8 or uint16, ValueError unless 1 ≤ levels ≤ 256 (65536).

    >>> uniform_quantize(np.array([0, 85, 86, 170, 171, 255], np.uint8), 3).tolist()      # bins begin at 0, 85⅓, 170⅔
    [0, 0, 1, 1, 2, 2]
    """
    if image.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"image must be uint8 or uint16, got {image.dtype}")
    top = np.iinfo(image.dtype).max + 1
    if not 1 <= levels <= top or levels % 1:
        raise ValueError(f"levels must be a whole number from 1 to {top} for a {image.dtype} image, got {levels}")
    return (image.astype(np.int64) * levels // top).astype(image.dtype)


def quantize(image: np.ndarray, codebook: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Return the image with each pixel replaced by the level that stands for it; on a threshold, by the lower one.

    >>> quantize(np.array([0, 5, 6, 200]), np.array([1.0, 9.0]), np.array([5.0])).tolist()
    [1.0, 1.0, 9.0, 9.0]
    """
    return codebook[np.searchsorted(thresholds, image)]


def distortion(counts: np.ndarray, codebook: np.ndarray) -> float:
    """Return the mean squared error of moving every pixel to the nearest level of the codebook.

    >>> distortion(np.array([0, 2, 0, 1, 1]), np.array([1.0, 3.0]))                       # one of four is off, by 1
    0.25
    """
    v = np.arange(len(counts))[:, None]
    return float((counts * ((v - codebook)**2).min(axis=1)).sum() / counts.sum())


def lloyd_max(counts: np.ndarray, levels: int, start: np.ndarray | None = None, max_iter: int = 100) -> tuple:
    """Return (codebook, thresholds) where moving to nearest levels, and levels to means, no longer changes anything.

    The codebook begins at `start`, sorted, or equally spaced over the levels in use.  Raises ValueError for levels < 1,
    for a start of another length, and for counts that are not (B,), are negative, or hold nothing.

    >>> [part.tolist() for part in lloyd_max(np.array([3, 1, 0, 0, 0, 2]), 2)]            # (3·0 + 1·1)/4 and 5
    [[0.25, 5.0], [2.625]]
    """
    used = np.flatnonzero(_checked_counts(counts, levels))
    if start is None:
        start = used[0] + (np.arange(levels) + 0.5) * (used[-1] - used[0]) / levels
    if np.shape(start) != (levels,) or not np.isfinite(start).all():
        raise ValueError(f"start must be {levels} finite levels, got {start}")
    v, c = np.arange(len(counts)), np.sort(start).astype(np.float64)
    for _ in range(max_iter):
        i = ((v[:, None] - c)**2).argmin(axis=1)
        weight = np.bincount(i, counts, levels)
        moved = np.where(weight > 0, np.bincount(i, counts * v, levels) / np.maximum(weight, 1), c)
        if np.array_equal(moved, c):
            break
        c = moved
    c = np.sort(c)                                                   # of two equal levels the first may have moved past
    return c, (c[:-1] + c[1:]) / 2


def optimal_quantizer_definition(counts: np.ndarray, levels: int) -> tuple:
    """The recursion above, cell by cell: E_k(b) with the codebook that reaches it."""
    def mean(a: int, b: int) -> float:
        weight = sum(counts[a:b])
        return sum(counts[v] * v for v in range(a, b)) / weight if weight else (a + b - 1) / 2

    def best(k: int, b: int) -> tuple:
        if k == 0:
            return (0.0 if b == 0 else np.inf), []
        ways = [(best(k - 1, a), mean(a, b), a) for a in range(k - 1, b)]
        costs = [error + sum(counts[v] * (v - c)**2 for v in range(a, b)) for (error, _), c, a in ways]
        (_, codebook), c, _ = ways[int(np.argmin(costs))]
        return min(costs), [*codebook, c]

    c = np.array(best(levels, len(counts))[1], np.float64)
    return c, (c[:-1] + c[1:]) / 2


def optimal_quantizer(counts: np.ndarray, levels: int) -> tuple:
    """Return the (codebook, thresholds) of least distortion.  Raises ValueError as lloyd_max, and for levels > B.

    >>> [part.tolist() for part in optimal_quantizer(np.array([9, 0, 1, 1, 0, 0, 2]), 3)]  # cells 0, 2–3, 6
    [[0.0, 2.5, 6.0], [1.25, 4.25]]
    """
    B = len(_checked_counts(counts, levels))
    if levels > B:
        raise ValueError(f"levels must be at most {B}, the number of counts, got {levels}")
    v = np.arange(B) - B / 2                                         # centred: products stay small
    h, hv = (np.cumsum(np.append(0.0, counts * v**n)) for n in (0, 1))
    weight, moment = h - h[:, None], hv - hv[:, None]                # a, b: of the cell [a, b)
    a, b = np.indices((B + 1, B + 1))
    mean = np.where(weight > 0, moment / np.where(weight > 0, weight, 1), (a + b - 1 - B) / 2)
    cost = np.where(a < b, -mean * moment, np.inf)                   # + Σ h·v², the same whichever way it is cut
    E, cuts = np.append(0.0, np.full(B, np.inf)), []
    for _ in range(levels):
        ways = E[:, None] + cost
        cuts.append(ways.argmin(axis=0))
        E = ways.min(axis=0)
    end, cells = B, []
    for cut in reversed(cuts):                                       # from the last cell back to the first
        cells.append(mean[cut[end], end] + B / 2)
        end = cut[end]
    c = np.array(cells[::-1])
    return c, (c[:-1] + c[1:]) / 2


def _checked_counts(counts: np.ndarray, levels: int) -> np.ndarray:
    """Return the counts, or say what is wrong."""
    if counts.ndim != 1 or counts.size == 0 or counts.min() < 0 or not counts.sum() > 0:
        raise ValueError(f"counts must be (B,), not negative, and hold something, got shape {counts.shape}")
    if levels < 1 or levels % 1:
        raise ValueError(f"levels must be a whole number of at least 1, got {levels}")
    return counts
