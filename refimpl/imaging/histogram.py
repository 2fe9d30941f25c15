"""Histogram (直方图): how many pixels fall into each interval of grey levels.

    h[i] = #{ p : eᵢ ≤ image[p] < eᵢ₊₁ },    eᵢ = low + i·(high − low)/bins

An interval is a bin (区间).  The last one is closed, so that high itself is counted; what lies outside [low, high]
is not, nor is NaN.  h[i]/Σh is the share of the pixels in bin i, an estimate of its probability (概率).  The running
sum of h is the cumulative histogram.  Colours are counted channel by channel, or jointly, a bin being a box of colours.

Shapes   image, any shape  →  (bins,) int64;    image (H, W, C)  →  (C, bins), jointly (b₁, …, b_C)
Cost     N additions, one per pixel, and the search for its bin
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.3; Swain & Ballard 1991, "Color indexing" (joint)
Checked  np.histogram, np.histogramdd, cv2.calcHist
Beware   By default uint8 and uint16 images are cut over all their levels, others from their smallest to their largest
         value.  cv2 drops the value high, NumPy and we count it; cv2 returns float32, rounded beyond 2²⁴.  Edges are
         floats: of ten bins over [0, 1], e₃ exceeds 0.3.  Where two coincide NumPy refuses; here that bin stays empty.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_list, per_axis, real_numbers, whole_numbers

__all__ = ["bin_edges", "channel_histograms", "count_levels", "cumulative_histogram", "histogram",
           "histogram_definition", "joint_histogram", "probabilities"]

MOST_BINS = 2**24                                                  # as many as there are colours


def histogram_definition(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """The formula above, one pixel at a time."""
    edges = bin_edges(image, bins, value_range)
    counts = np.zeros(len(edges) - 1, np.int64)
    for value in as_array("(…)", image=image).flat:
        counts += (edges[:-1] <= value) & (value < edges[1:])
        counts[-1] += value == edges[-1]                            # the last bin is closed
    return counts


def histogram(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """Return the number of pixels in each of `bins` equal intervals of value_range = (low, high).

    >>> histogram(np.array([[0, 63, 64], [127, 128, 255]], np.uint8), bins=4).tolist()      # edges 0 64 128 192 256
    [2, 2, 1, 1]
    """
    return _count_between(bin_edges(image, bins, value_range), as_array("(…)", image=image))


def channel_histograms(image: np.ndarray, bins: int = 256) -> np.ndarray:
    """Return the histogram of each channel of an image (H, W, C), as (C, bins), all over the same edges.

    >>> channel_histograms(np.array([[[0, 9, 255], [0, 200, 255]]], np.uint8), bins=2).tolist()
    [[2, 0], [1, 1], [0, 2]]
    """
    image = as_array("(H, W, C)", image=image)
    edges = bin_edges(image, *whole_numbers(1, MOST_BINS // max(image.shape[2], 1), bins=bins))
    counts = [_count_between(edges, channel) for channel in np.moveaxis(image, 2, 0)]
    return np.array(counts, np.int64).reshape(-1, len(edges) - 1)


def joint_histogram(image: np.ndarray, bins: tuple = (8, 8, 8)) -> np.ndarray:
    """Return how many pixels of a uint8 image (H, W, C) fall into each box of colours, at most 2²⁴, as (b₁, …, b_C).

    >>> joint_histogram(np.array([[[0, 255], [0, 255], [128, 0]]], np.uint8), bins=(2, 2)).tolist()
    [[0, 2], [1, 0]]
    """
    image = as_array("(H, W, C)", kind="uint8", image=image)
    bins = per_axis(image.shape[2], bins=as_list(bins=bins))
    if math.prod(bins) > MOST_BINS:
        raise ValueError(f"bins must make at most {MOST_BINS} boxes, got {bins}")
    index = image.reshape(-1, len(bins)).astype(np.intp) * bins // 256         # (H·W, C): v lies in bin ⌊v·b/256⌋
    return np.bincount(np.ravel_multi_index(tuple(index.T), bins), minlength=math.prod(bins)).reshape(bins)


def cumulative_histogram(counts: np.ndarray) -> np.ndarray:
    """Return the running sum along the last axis: how many pixels lie in this bin or one before it; float16 as float32.

    >>> cumulative_histogram(np.array([3, 0, 2])).tolist()
    [3, 3, 5]
    """
    counts = _as_counts("(…, B)", counts)
    return np.cumsum(counts, axis=-1, dtype=np.float32 if counts.dtype == np.float16 else None)


def probabilities(counts: np.ndarray) -> np.ndarray:
    """Return counts/Σcounts, float64: the share of each bin.  ValueError if nothing was counted.

    >>> probabilities(np.array([3, 0, 1])).tolist()
    [0.75, 0.0, 0.25]
    """
    counts = _as_counts("(…)", counts).astype(float)
    if not counts.any():
        raise ValueError("counts must sum to more than 0, got 0")
    return counts / counts.sum()


def bin_edges(image: np.ndarray, bins: int = 256, value_range: tuple | None = None) -> np.ndarray:
    """Return the bins + 1 edges e₀ = low, …, high: float64, or the image's float dtype, but at least float32.

    If low = high, they go from ½ below to ½ above.  ValueError for more than 2²⁴ bins, or no finite range.

    >>> bin_edges(np.array([1.0, 3.0]), bins=4).tolist()
    [1.0, 1.5, 2.0, 2.5, 3.0]
    """
    image, [bins] = as_array("(…)", image=image), whole_numbers(1, MOST_BINS, bins=bins)
    if image.dtype.kind not in "uif":
        raise TypeError(f"image must hold integers or floats, got {image.dtype}")
    dtype = np.result_type(image, np.float32) if image.dtype.kind == "f" else np.dtype(float)
    if value_range is None and image.dtype in (np.uint8, np.uint16):
        value_range = 0, np.iinfo(image.dtype).max + 1
    elif value_range is None and image.size == 0:
        raise ValueError("image is empty, so value_range must be given")
    low, high = (image.min().astype(dtype), image.max().astype(dtype)) if value_range is None else (
        float(*real_numbers(value_range=end)) for end in as_list(2, value_range=value_range))
    with np.errstate(over="ignore", invalid="ignore"):
        if not 0 <= np.subtract(high, low, dtype=dtype) < np.inf:
            raise ValueError(f"image or value_range must span a finite range, low <= high, got ({low}, {high})")
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    return np.linspace(low, high, bins + 1, dtype=dtype)


def count_levels(image: np.ndarray) -> np.ndarray:
    """Return how often each level 0 … 255 (uint8) or 0 … 65535 (uint16) occurs.

    >>> count_levels(np.array([[7, 7, 0]], np.uint8))[:9].tolist()
    [1, 0, 0, 0, 0, 0, 0, 2, 0]
    """
    image = as_array("(…)", kind="uint8 or uint16", image=image)
    levels, chunk = np.iinfo(image.dtype).max + 1, 1 << 16
    pixels, counts = image.ravel(), np.zeros(levels, np.int64)
    for start in range(0, pixels.size, chunk):                      # bincount makes 8-byte copies: keep them in cache
        counts += np.bincount(pixels[start:start + chunk], minlength=levels)
    return counts


def _as_counts(axes: str, counts: np.ndarray) -> np.ndarray:
    """Return counts as an array, if they are at least 0 and int64 holds their sum."""
    counts = as_array(axes, counts=counts)
    if not (counts >= 0).all() or counts.size * float(counts.max(initial=0)) >= 2**63:
        raise ValueError(f"counts must be at least 0, and small enough to sum, got {counts.min()} to {counts.max()}")
    return counts


def _count_between(edges: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return the number of pixels between each two edges."""
    levels = image.dtype in (np.uint8, np.uint16)                   # sort the levels into bins, not the pixels
    values = np.arange(np.iinfo(image.dtype).max + 1) if levels else image.ravel()
    weights = count_levels(image) if levels else np.ones(image.size, np.int64)
    inside, last = (values >= edges[0]) & (values <= edges[-1]), len(edges) - 2
    index = np.minimum(np.searchsorted(edges, values[inside], side="right") - 1, last)      # the last bin is closed
    return np.bincount(index, weights[inside], minlength=last + 1).astype(np.int64)
