"""Sampling (采样): which samples of an image a window's taps fall on, place by place.

    row[i, u] = i·s + u·d − p        0 ≤ row < H: a sample of the image;  else a zero of the padding

Everything that a convolution or a pooling costs follows from these two small tables, one for the rows and one for the
columns, as the window's places and taps are all their combinations: how often it fits (their length), how many products
meet a padding zero, which samples are never touched since a stride skips them.

Shapes   input_shape (C, H, W)  →  rows (H', kH) and columns (W', kW), whole numbers, negative ones among them
Cost     H'·kH + W'·kW multiplications and additions
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 2
Checked  refimpl.convolution.kernel_windows of an image that holds its own indices
Beware   Padding "same" puts the odd zero at the end.  A sample the tables do not hold is not read at all: a pointwise
         convolution with stride 2 reads a quarter of the image.
"""
import numpy as np

from refimpl.complexity.params import check_whole
from refimpl.convolution.padding import output_size, pad_widths, pair

__all__ = ["inside", "seen_samples"]


def seen_samples(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple = 1, padding: int | tuple | str = 0,
                 dilation: int | tuple = 1) -> tuple:
    """Return the rows (H', kH) and the columns (W', kW) that the taps of a window fall on, place by place.

    Raises ValueError unless input_shape is (C, H, W), all sizes are whole numbers, and the window fits.

    >>> rows, columns = seen_samples((1, 3, 6), kernel_size=(3, 2), stride=(1, 4), padding=(1, 0))
    >>> rows.tolist(), columns.tolist()                                       # −1 and 3 are padding
    ([[-1, 0, 1], [0, 1, 2], [1, 2, 3]], [[0, 1], [4, 5]])
    """
    if len(input_shape) != 3:
        raise ValueError(f"input_shape must be (C, H, W), got {input_shape}")
    C, H, W = input_shape
    _, H, W = check_whole(C=C, H=H, W=W)
    kernel, strides, steps = pair(kernel_size, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    tables, widths = [], pad_widths(padding, kernel, strides, steps)
    for n, k, s, d, (p, behind) in zip((H, W), kernel, strides, steps, widths, strict=True):
        places = output_size(n + p + behind, k, s, 0, d)
        tables.append(np.arange(places)[:, None] * s + np.arange(k) * d - p)
    return tuple(tables)


def inside(samples: np.ndarray, n: int) -> np.ndarray:
    """Return where the table holds samples of the image, 0 … n − 1, and not padding.

    >>> inside(np.array([[-1, 0], [2, 3]]), n=3).tolist()
    [[False, True], [True, False]]
    """
    return (samples >= 0) & (samples < n)
