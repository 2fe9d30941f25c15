"""Histogram (直方图): how many pixels fall into each interval of grey levels.

    h[i] = #{ p : eᵢ ≤ image[p] < eᵢ₊₁ },    eᵢ = low + i·(high − low)/bins

An interval is a bin (区间).  The last one is closed, so that high itself is counted; what lies outside [low, high]
is not.  h[i]/Σh is the share of the pixels in bin i: an estimate of its probability (概率).  The running sum of h
is the cumulative histogram.  Colours are counted a channel at a time, or jointly, a bin being a box of colours.

Shapes   image, any shape  →  (bins,) int64;    image (H, W, C)  →  (C, bins), jointly (b₁, …, b_C)
Cost     N additions, one a pixel, and the search for its bin
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.3; Swain & Ballard 1991, "Color indexing" (joint)
Checked  np.histogram, np.histogramdd, cv2.calcHist
Beware   By default uint8 and uint16 images are cut over all their levels, [0, 256) and [0, 65536), other types
         from their smallest to their largest value.  At high cv2 drops the value, NumPy and we count it; cv2 counts
         in float32, which stops at 2²⁴.  NaN falls into no bin.
"""
import numpy as np

__all__ = ["bin_edges", "channel_histograms", "count_levels", "cumulative_histogram", "histogram",
           "histogram_definition", "joint_histogram", "probabilities"]


def histogram_definition(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """The formula above, one pixel and one bin at a time."""
    edges = bin_edges(image, bins, value_range)
    counts = np.zeros(bins, np.int64)
    for value in image.flat:
        for i in range(bins):
            if edges[i] <= value < edges[i + 1] or (i == bins - 1 and value == edges[bins]):
                counts[i] += 1
    return counts


def histogram(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """Return the number of pixels in each of `bins` equal intervals of value_range = (low, high).

    >>> histogram(np.array([[0, 63, 64], [127, 128, 255]], np.uint8), bins=4).tolist()      # edges 0 64 128 192 256
    [2, 2, 1, 1]
    """
    edges = bin_edges(image, bins, value_range)
    if image.dtype in (np.uint8, np.uint16):                        # sort the levels into bins, not the pixels
        values, weights = np.arange(np.iinfo(image.dtype).max + 1), count_levels(image)
    else:
        values, weights = image.ravel(), np.ones(image.size, np.int64)
    inside = (values >= edges[0]) & (values <= edges[-1])
    index = np.searchsorted(edges, values[inside], side="right") - 1
    index = np.minimum(index, bins - 1)                             # the last bin is closed
    return np.bincount(index, weights[inside], minlength=bins).astype(np.int64)


def channel_histograms(image: np.ndarray, bins: int = 256) -> np.ndarray:
    """Return the histogram of each channel of an image (H, W, C), as (C, bins), all over the same edges.

    >>> channel_histograms(np.array([[[0, 9, 255], [0, 200, 255]]], np.uint8), bins=2).tolist()
    [[2, 0], [1, 1], [0, 2]]
    """
    if image.ndim != 3:
        raise ValueError(f"image must be (H, W, C), got shape {image.shape}")
    edges = bin_edges(image, bins)
    return np.stack([histogram(channel, bins, (edges[0], edges[-1])) for channel in np.moveaxis(image, 2, 0)])


def joint_histogram(image: np.ndarray, bins: tuple = (8, 8, 8)) -> np.ndarray:
    """Return how many pixels of a uint8 image (H, W, C) fall into each box of colours, as (b₁, …, b_C).

    >>> joint_histogram(np.array([[[0, 255], [0, 255], [128, 0]]], np.uint8), bins=(2, 2)).tolist()
    [[0, 2], [1, 0]]
    """
    if image.dtype != np.uint8:
        raise TypeError(f"image must be uint8, got {image.dtype}")
    if image.ndim != 3 or image.shape[2] != len(bins):
        raise ValueError(f"image must be (H, W, {len(bins)}) for bins={bins}, got shape {image.shape}")
    if min(bins) < 1:
        raise ValueError(f"bins must be at least 1 each, got {bins}")
    index = image.reshape(-1, len(bins)).astype(np.intp) * bins // 256              # (H·W, C): v lies in bin ⌊v·b/256⌋
    flat = np.ravel_multi_index(tuple(index.T), bins)
    return np.bincount(flat, minlength=int(np.prod(bins))).reshape(bins)


def cumulative_histogram(counts: np.ndarray) -> np.ndarray:
    """Return the running sum along the last axis: how many pixels lie in this bin or one before it.

    >>> cumulative_histogram(np.array([3, 0, 2])).tolist()
    [3, 3, 5]
    """
    return np.cumsum(counts, axis=-1)


def probabilities(counts: np.ndarray) -> np.ndarray:
    """Return counts/Σcounts, float64: the share of each bin.  ValueError if nothing was counted.

    >>> probabilities(np.array([3, 0, 1])).tolist()
    [0.75, 0.0, 0.25]
    """
    total = np.sum(counts)
    if total <= 0:
        raise ValueError(f"counts must sum to more than 0, got {total}")
    return counts / total


def bin_edges(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """Return the bins + 1 edges e₀ = low, …, high.  One value alone, low = high, gets the bins around it, ± ½.

    Raises TypeError unless the image holds integers or floats, ValueError for bins < 1, low > high, or no finite range.

    >>> bin_edges(np.array([1.0, 3.0]), bins=4).tolist()
    [1.0, 1.5, 2.0, 2.5, 3.0]
    """
    if image.dtype.kind not in "uif":
        raise TypeError(f"image must hold integers or floats, got {image.dtype}")
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    if value_range is None and image.dtype in (np.uint8, np.uint16):
        value_range = 0, np.iinfo(image.dtype).max + 1
    elif value_range is None and image.size == 0:
        raise ValueError("image is empty, so value_range must be given")
    low, high = value_range if value_range is not None else (image.min(), image.max())
    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        raise ValueError(f"value_range must be finite with low <= high, got ({low}, {high})")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, bins + 1, dtype=image.dtype if image.dtype.kind == "f" else np.float64)


def count_levels(image: np.ndarray) -> np.ndarray:
    """Return how often each level 0 … 255 (uint8) or 0 … 65535 (uint16) occurs.

    >>> count_levels(np.array([[7, 7, 0]], np.uint8))[:9].tolist()
    [1, 0, 0, 0, 0, 0, 0, 2, 0]
    """
    if image.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"image must be uint8 or uint16, got {image.dtype}")
    levels, chunk = np.iinfo(image.dtype).max + 1, 1 << 16
    pixels, counts = image.ravel(), np.zeros(levels, np.int64)
    for start in range(0, pixels.size, chunk):                      # bincount makes 8-byte copies: keep them in cache
        counts += np.bincount(pixels[start:start + chunk], minlength=levels)
    return counts
