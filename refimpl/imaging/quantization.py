"""Quantization (量化): let a few levels stand for all, with bins fixed beforehand or learned from the data.

    uniform:      i(v) = ⌊v·k/256⌋, of uint16 ⌊v·k/65536⌋            k bins, equally wide
    distortion:   D = Σᵥ h(v)·(v − c_{i(v)})² / Σᵥ h(v)              the mean squared error, h the histogram

    Lloyd–Max:    i(v) = argminᵢ |v − cᵢ|,   cᵢ = Σ_{i(v)=i} h(v)·v / Σ_{i(v)=i} h(v)       in turn, until neither moves
    optimal:      E_k(b) = min_a E_{k−1}(a) + cost(a, b),   cost(a, b) = Σ_{a ≤ v < b} h(v)·(v − mean)²

The levels c that stand for the others are the codebook (码本); between two of them, halfway, lies a threshold (阈值).
Each step of Lloyd–Max lowers D or leaves it, so it ends; but where it ends depends on where it began.  In one dimension
the cells are intervals, so the best way to cut [0, b) into k cells is a best way to cut [0, a) into k − 1, and a last
one: dynamic programming (动态规划) finds the least D there is.

Shapes   image, any shape, uint8 or uint16  →  the same;   counts (B,)  →  codebook (k,), thresholds (k − 1,), float64
Cost     uniform one multiplication and one division per pixel;  Lloyd–Max B·k per iteration;  optimal B²·k
Source   Lloyd 1982, "Least squares quantization in PCM"; Max 1960; Bruce 1965, "Optimum quantization" (optimal)
Checked  np.histogram (uniform);  scipy.cluster.vq.kmeans2 (Lloyd–Max, bit for bit);  all ways to cut (optimal)
Beware   Lloyd–Max stays in local optima, often a few per cent above the least D, sometimes where the least D is 0.  A
         cell that no pixel falls into keeps its level.  The optimal quantizer needs 48·B² bytes, 3 MB for uint8, and
         takes at most 4096 counts, 0.8 GB: add up neighbours of more, counts.reshape(4096, 16).sum(axis=1) for uint16.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["distortion", "lloyd_max", "optimal_quantizer", "optimal_quantizer_definition", "quantize",
           "uniform_quantize"]


def uniform_quantize(image: np.ndarray, levels: int) -> np.ndarray:
    """Return for each pixel which of `levels` equally wide bins it falls into: 0 … levels − 1, the image's dtype.

    Raises TypeError unless the image is uint8 or uint16, ValueError unless 1 ≤ levels ≤ 256 (65536).

    >>> uniform_quantize(np.array([0, 85, 86, 170, 171, 255], np.uint8), 3).tolist()      # bins begin at 0, 85⅓, 170⅔
    [0, 0, 1, 1, 2, 2]
    """
    image = as_array("(…)", kind="uint8 or uint16", image=image)
    top = np.iinfo(image.dtype).max + 1
    [levels] = whole_numbers(1, top, levels=levels)
    return (image.astype(np.int64) * levels // top).astype(image.dtype)


def quantize(image: np.ndarray, codebook: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Return the image with each pixel replaced by the level that stands for it, on a threshold the lower.  No NaN.

    >>> quantize(np.array([0, 5, 6, 200]), np.array([1.0, 9.0]), np.array([5.0])).tolist()
    [1.0, 1.0, 9.0, 9.0]
    """
    image, codebook = as_array("(…)", image=image), as_array("(k)", empty=False, codebook=codebook)
    thresholds = as_array("(k − 1)", thresholds=thresholds)
    if len(thresholds) != len(codebook) - 1 or (np.sort(thresholds) != thresholds).any():
        raise ValueError(f"thresholds must be {len(codebook) - 1} for {len(codebook)} levels, rising, got {thresholds}")
    if (image != image).any():
        raise ValueError("image must not hold NaN, which is nearest to no level")
    return codebook[np.searchsorted(thresholds, image)]


def distortion(counts: np.ndarray, codebook: np.ndarray) -> float:
    """Return the mean squared error of moving every pixel to the nearest level of the codebook.

    >>> distortion(np.array([0, 2, 0, 1, 1]), np.array([1.0, 3.0]))                       # one of four is off, by 1
    0.25
    """
    (counts, _), codebook = _counts_and_levels(counts, 1), as_array("(k)", empty=False, codebook=codebook).astype(float)
    if len(counts) * len(codebook) > 2**26 or not (np.abs(codebook) < 1e150).all():
        raise ValueError(f"codebook must be finite, of at most {2**26 // len(counts)} levels, got {codebook}")
    v = np.arange(len(counts))[:, None]
    return float((counts * ((v - codebook)**2).min(axis=1)).sum() / counts.sum())


def lloyd_max(counts: np.ndarray, levels: int, start: np.ndarray | None = None, max_iter: int = 100) -> tuple:
    """Return (codebook, thresholds) where pixels lie at nearest levels and levels at means, or after max_iter rounds.

    The codebook begins at `start`, sorted, or equally spaced over the levels in use.  Raises ValueError for levels < 1,
    > B or > 2²⁶/B, for a start of another length or beyond 0 … B, and for counts that are negative or hold nothing.

    >>> [part.tolist() for part in lloyd_max(np.array([3, 1, 0, 0, 0, 2]), 2)]            # (3·0 + 1·1)/4 and 5
    [[0.25, 5.0], [2.625]]
    """
    (counts, levels), [max_iter] = _counts_and_levels(counts, levels), whole_numbers(0, max_iter=max_iter)
    B, used = len(counts), np.flatnonzero(counts)
    equal = used[0] + (np.arange(levels) + 0.5) * (used[-1] - used[0]) / levels
    start = as_array("(k)", kind="float", start=equal if start is None else start)
    if len(start) != levels or not ((start >= 0) & (start <= B)).all():
        raise ValueError(f"start must be {levels} levels from 0 to {B}, got {start}")
    v, c = np.arange(B), np.sort(start).astype(np.float64)
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
    """The recursion above, from one level to the next: E_k(b) for every b, with the codebook that reaches it."""
    (counts, levels), B = _counts_and_levels(counts, levels), len(counts)

    def cell(a: int, b: int) -> tuple:
        h, v = counts[a:b], np.arange(a, b)
        mean = (h * v).sum() / h.sum() if h.any() else (a + b - 1) / 2
        return mean, (h * (v - mean)**2).sum()

    cells = {(a, b): cell(a, b) for a in range(B) for b in range(a + 1, B + 1)}
    best: dict[int, tuple] = {0: (0.0, [])}                          # b: E₀(b), and no codebook yet
    for k in range(1, levels + 1):
        cuts = {b: min((best[a][0] + cells[a, b][1], a) for a in best if a < b) for b in range(k, B + 1)}
        best = {b: (error, [*best[a][1], cells[a, b][0]]) for b, (error, a) in cuts.items()}
    c = np.array(best[B][1])
    return c, (c[:-1] + c[1:]) / 2


def optimal_quantizer(counts: np.ndarray, levels: int) -> tuple:
    """Return the (codebook, thresholds) of least distortion.  Raises ValueError as lloyd_max, and for B > 4096.

    >>> [part.tolist() for part in optimal_quantizer(np.array([9, 0, 1, 1, 0, 0, 2]), 3)]  # cells 0, 2–3, 6
    [[0.0, 2.5, 6.0], [1.25, 4.25]]
    """
    (counts, levels), B = _counts_and_levels(counts, levels), len(counts)
    if B > 4096:
        raise ValueError(f"counts must be (B,) with B at most 4096, got {B}: add up neighbours first")
    v = np.arange(B) - B / 2                                         # centred: products stay small
    h, hv = (np.cumsum(np.append(0.0, counts * v**n)) for n in (0, 1))
    weight, moment = h - h[:, None], hv - hv[:, None]                # a, b: of the cell [a, b)
    a, b = np.ogrid[:B + 1, :B + 1]
    mean = np.divide(moment, weight, out=(a + b - 1 - B) / 2, where=weight > 0)
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


def _counts_and_levels(counts: np.ndarray, levels: int) -> tuple:
    """Return the counts as float64, and how many levels shall stand for them, or say what is wrong."""
    counts = as_array("(B)", counts=counts).astype(float)
    if not ((counts >= 0) & (counts < 2**53)).all() or not counts.any():
        raise ValueError(f"counts must be from 0 to 2⁵³, not all 0, got {counts}")
    return counts, *whole_numbers(1, min(len(counts), 2**26 // len(counts)), levels=levels)
