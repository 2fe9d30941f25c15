"""Sampling (采样): which samples of an image a window's taps fall on, place by place.

    row[i, u] = i·s + u·d − p        0 ≤ row < H: a sample of the image;  else a zero of the padding

Everything that a convolution or a pooling costs follows from these two small tables, one for the rows and one for the
columns, as the window's places and taps are all their combinations: how often it fits (their length), how many products
meet a padding zero, which samples are never touched since a stride skips them.  No table is needed to count: each tap
falls on samples at a run of places, one after another, and on samples that are s apart.

Shapes   input_shape (C, H, W)  →  rows (H', kH) and columns (W', kW), whole numbers, negative ones among them
Cost     H'·kH + W'·kW entries, two additions each;  to count, kH + kW runs, whatever the size of the image
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 2
Checked  sliding windows of NumPy and torch over indices; torch's convolutions of ones; the counts, by the tables
Beware   Padding "same" puts the odd zero at the end, as PyTorch does.  A sample the tables do not hold is not read at
         all: a pointwise convolution with stride 2 reads about a quarter of the image.
"""
import numpy as np

from refimpl.arguments import as_array, as_shape, per_axis, whole_numbers
from refimpl.convolution.padding import output_size, pad_widths

__all__ = ["count_samples", "inside", "seen_samples", "window_places"]

MOST_SEEN = 2**22                                  # entries of the tables, or runs: more are taken for a mistake


def seen_samples(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple = 1, padding: int | tuple | str = 0,
                 dilation: int | tuple = 1) -> tuple:
    """Return the rows (H', kH) and the columns (W', kW) that the taps of a window fall on, place by place.

    Raises ValueError unless input_shape is (C, H, W), all sizes are whole numbers, and the window fits; and for tables
    of more than 2²² entries, or of numbers beyond 2⁶².

    >>> rows, columns = seen_samples((1, 3, 6), kernel_size=(3, 2), stride=(1, 4), padding=(1, 0))
    >>> rows.tolist(), columns.tolist()                                       # −1 and 3 are padding
    ([[-1, 0, 1], [0, 1, 2], [1, 2, 3]], [[0, 1], [4, 5]])
    """
    axes = _window_axes(input_shape, kernel_size, stride, padding, dilation)
    if sum(places * k for _, k, *_, places in axes) > MOST_SEEN or max(n + p for n, *_, p, _ in axes) > 2**62:
        raise ValueError(f"input_shape {input_shape}, kernel_size {kernel_size}, padding {padding} and dilation "
                         f"{dilation} would need tables of more than {MOST_SEEN} entries, or of too large ones")
    return tuple(np.arange(places)[:, None] * s + np.arange(k) * d - p for _, k, s, d, p, places in axes)


def window_places(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple = 1,
                  padding: int | tuple | str = 0, dilation: int | tuple = 1) -> tuple:
    """Return (C, H', W'): how often a window fits along both axes, beside C.

    Raises what seen_samples raises, but for no size: there are no tables.

    >>> window_places((3, 224, 10**18), kernel_size=7, stride=2, padding=3)
    (3, 112, 500000000000000000)
    """
    axes = _window_axes(input_shape, kernel_size, stride, padding, dilation)
    return int(input_shape[0]), *(places for *_, places in axes)


def count_samples(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple = 1,
                  padding: int | tuple | str = 0, dilation: int | tuple = 1) -> tuple:
    """Return three counts for the rows, and three for the columns: what their table holds, but for the padding.

    They are its entries, its lines that have any, and its different values: what all places see together, the places
    that see a sample, the samples that are seen.  Raises what window_places raises, and ValueError if more than 2²²
    taps can fall on the image.

    >>> count_samples((1, 3, 6), kernel_size=(3, 2), stride=(1, 4), padding=(1, 0))      # of the tables above
    ((7, 3, 3), (4, 2, 4))
    """
    counts = []
    for n, k, s, d, p, places in _window_axes(input_shape, kernel_size, stride, padding, dilation):
        taps = range(max(0, -((s * (places - 1) - p) // d)), min(k, (n - 1 + p) // d + 1))   # those that see the image
        if len(taps) > MOST_SEEN:
            raise ValueError(f"kernel_size must have at most {MOST_SEEN} taps on the image, got {kernel_size}")
        firsts = [u * d - p for u in taps]                                   # the sample each begins at
        runs = [(x, max(0, -(x // s)), min(places - 1, (n - 1 - x) // s)) for x in firsts]   # at places first … last
        runs = [run for run in runs if run[1] <= run[2]]
        lines = [(x % s * n + x // s + first, x % s * n + x // s + last) for x, first, last in runs]
        counts.append((sum(last - first + 1 for _, first, last in runs), _count_whole([run[1:] for run in runs]),
                       _count_whole(lines)))                                 # samples s apart are neighbours
    return tuple(counts)


def inside(samples: np.ndarray, n: int) -> np.ndarray:
    """Return where the table holds samples of the image, 0 … n − 1, and not padding.

    >>> inside(np.array([[-1, 0], [2, 3]]), n=3).tolist()
    [[False, True], [True, False]]
    """
    samples, [n] = as_array("(…)", samples=samples), whole_numbers(0, n=n)
    return (samples >= 0) & (samples < n)


def _window_axes(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple | str,
                 dilation: int | tuple) -> list:
    """Return (n, k, s, d, p, places) of the rows and of the columns; no step is longer than the padded image."""
    _, *sizes = as_shape("(C, H, W)", input_shape=input_shape)
    k, s, d = per_axis(2, kernel_size=kernel_size), per_axis(2, stride=stride), per_axis(2, dilation=dilation)
    widths = pad_widths(padding, k, s, d)
    padded = [n + sum(width) for n, width in zip(sizes, widths, strict=True)]
    places = [output_size(*axis) for axis in zip(padded, k, s, (0, 0), d, strict=True)]
    s, d = (tuple(min(step, n) for step, n in zip(steps, padded, strict=True)) for steps in (s, d))
    return list(zip(sizes, k, s, d, (before for before, _ in widths), places, strict=True))


def _count_whole(ranges: list) -> int:
    """Return how many whole numbers lie in at least one of the ranges (first, last)."""
    total, end = 0, None
    for first, last in sorted(ranges):
        begin = first if end is None else max(first, end + 1)
        total, end = total + max(0, last - begin + 1), last if end is None else max(end, last)
    return total
