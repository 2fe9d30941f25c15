"""Columns (im2col, 展开): lay the windows of an image side by side, and a convolution becomes a matrix product.

    columns[(c, u, v), (i, j)] = x[c, i·s + u·d, j·s + v·d]

Every column is one place of the window, every row one weight of the kernel.  A sample is repeated once for each window
that sees it: about (k/s)² times the memory, given for the speed of one large product.  The transpose of this copying
(col2im) adds every entry back to the sample it came from; backward passes and transposed convolutions are made of it.

Shapes   image (C, H, W)  ↔  windows (C, kH, kW, H', W'),  as a matrix (C·kH·kW, H'·W')
Cost     C·kH·kW·H'·W' numbers to copy;  as many additions back
Source   Chellapilla, Puri & Simard 2006, "High performance convolutional neural networks for document processing"
Checked  torch.nn.functional.unfold and fold;  the law ⟨windows(x), y⟩ = ⟨x, add_windows(y)⟩
Beware   kernel_windows is a view that cannot be written to, as its windows overlap in memory: copy it first.
         add_windows takes whole numbers as float64, so that no sum wraps.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_shape, check_elements, per_axis
from refimpl.convolution.padding import _frame, _places

__all__ = ["add_windows", "kernel_windows"]


def kernel_windows(image: np.ndarray, kernel_size: tuple, stride: tuple = (1, 1),
                   dilation: tuple = (1, 1)) -> np.ndarray:
    """Return the windows of an image (…, H, W) as a view (…, kH, kW, H', W'), without copying anything.

    >>> kernel_windows(np.array([[1, 2, 3, 4]]), kernel_size=(1, 2), stride=(1, 2)).tolist()     # windows 1 2 and 3 4
    [[[[1, 3]], [[2, 4]]]]
    """
    image, kernel = as_array("(…, H, W)", image=image), per_axis(2, kernel_size=kernel_size)
    strides, steps = per_axis(2, stride=stride), per_axis(2, dilation=dilation)
    for n, k, d in zip(image.shape[-2:], kernel, steps, strict=True):
        _places(n, k, 1, d)                                                  # does the window fit?
    return _window_view(image, kernel, strides, steps)


def add_windows(windows: np.ndarray, size: tuple, stride: tuple = (1, 1), dilation: tuple = (1, 1)) -> np.ndarray:
    """Return an image (…, *size), the sum of windows (…, kH, kW, H', W') at the places they come from.

    >>> add_windows(np.array([[[[1, 2]], [[10, 20]]]]), size=(1, 3)).tolist()            # 1 10 at 0 and 2 20 at 1
    [[1.0, 12.0, 20.0]]
    """
    windows, size = as_array("(…, kH, kW, H', W')", kind="float", windows=windows), as_shape("(H, W)", 0, size=size)
    (sy, sx), (dy, dx) = per_axis(2, stride=stride), per_axis(2, dilation=dilation)
    *others, kH, kW, H, W = windows.shape
    least = dy * (kH - 1) + sy * (H - 1) + 1, dx * (kW - 1) + sx * (W - 1) + 1
    if windows.size and (size[0] < least[0] or size[1] < least[1]):
        raise ValueError(f"size must be at least {least}, which the windows span, got {size}")
    check_elements(math.prod((*others, *size)), size=size)
    return _add_windows(windows, size, (sy, sx), (dy, dx))


def _add_windows(windows: np.ndarray, size: tuple, stride: tuple, dilation: tuple) -> np.ndarray:
    """Return what add_windows returns, of pairs that fit."""
    (sy, sx), (dy, dx), (*others, kH, kW, H, W) = stride, dilation, windows.shape
    image = np.zeros((*others, *size), windows.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for u, v in np.ndindex(kH, kW):                                      # one tap of the kernel at a time
            places = image[..., u * dy:, v * dx:][..., ::sy, ::sx][..., :H, :W]
            places += windows[..., u, v, :, :]
    return image


def _window_view(image: np.ndarray, kernel: tuple, stride: tuple, dilation: tuple) -> np.ndarray:
    """Return what kernel_windows returns, of pairs that fit."""
    (kH, kW), (sy, sx), (dy, dx) = kernel, stride, dilation
    span = dy * (kH - 1) + 1, dx * (kW - 1) + 1
    places = np.lib.stride_tricks.sliding_window_view(image, span, axis=(-2, -1))       # …, H', W', spans
    return np.moveaxis(places[..., ::sy, ::sx, ::dy, ::dx], (-2, -1), (-4, -3))


def _buffers(x: np.ndarray, widths: tuple, kernel: tuple, stride: tuple, dilation: tuple) -> tuple:
    """Return zeros around room for one image of x, that room, the windows of both, and columns to copy these to."""
    padded, image = _frame(x.shape[1:], widths, x.dtype)
    windows = _window_view(padded, kernel, stride, dilation)
    return padded, image, windows, np.empty(windows.shape, x.dtype)
